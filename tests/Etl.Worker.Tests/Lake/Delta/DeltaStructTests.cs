using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Tests.Lake.Delta;

public sealed class DeltaStructTests
{
    private static readonly DeltaStruct Nested = new(
        new DeltaField("PatientID", DeltaType.String, Comment: "(0010,0020) \"id\" é"),
        new DeltaField("Amount", new DeltaDecimal(20, 0)),
        new DeltaField("Seq", new DeltaArray(new DeltaStruct(
            new DeltaField("Code", DeltaType.String),
            new DeltaField("Values", new DeltaArray(DeltaType.Double))))));

    private const string NestedJson =
        """{"type":"struct","fields":[{"name":"PatientID","type":"string","nullable":true,"metadata":{"comment":"(0010,0020) \"id\" é"}},"""
        + """{"name":"Amount","type":"decimal(20,0)","nullable":true,"metadata":{}},"""
        + """{"name":"Seq","type":{"type":"array","elementType":{"type":"struct","fields":[{"name":"Code","type":"string","nullable":true,"metadata":{}},"""
        + """{"name":"Values","type":{"type":"array","elementType":"double","containsNull":true},"nullable":true,"metadata":{}}]},"containsNull":true},"nullable":true,"metadata":{}}]}""";

    [Fact]
    public void Json_HasTheFourMandatoryKeysOfEachField() => Assert.Equal(NestedJson, Nested.ToJson());

    [Fact]
    public void Json_ReadsBack() => Assert.Equal(Nested, DeltaStruct.Parse(NestedJson));

    [Fact]
    public void ForeignMetadataAndMaps_AreKept()
    {
        const string Foreign = """{"type":"struct","fields":[{"name":"m","type":{"type":"map","keyType":"string","valueType":"long","valueContainsNull":false},"nullable":false,"metadata":{"comment":"c","k":[1,{"a":"b"}]}}]}""";

        Assert.Equal(Foreign, DeltaStruct.Parse(Foreign).ToJson());
    }

    [Theory]
    [InlineData("timestamp_ntz")]
    [InlineData("int")]
    [InlineData("bigint")]
    [InlineData("void")]
    [InlineData("decimal")]
    [InlineData("decimal(39,0)")]
    [InlineData("varchar(5)")]
    public void TypeOutsideTheProtocol_IsNamed(string type)
    {
        var json = $$$"""{"type":"struct","fields":[{"name":"a","type":"{{{type}}}","nullable":true,"metadata":{}}]}""";

        Assert.Contains(type.Split('(')[0], Assert.Throws<DeltaException>(() => DeltaStruct.Parse(json)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"type\":\"struct\"}")]
    [InlineData("\"string\"")]
    [InlineData("{\"type\":\"struct\",\"fields\":[{\"type\":\"string\"}]}")]
    public void TextThatIsNoSchema_IsAnError(string json) => Assert.Throws<DeltaException>(() => DeltaStruct.Parse(json));

    [Fact]
    public void NamesEqualIgnoringCase_AreRefused() => Assert.Throws<DeltaException>(() =>
        new DeltaStruct(new DeltaField("PatientID", DeltaType.String), new DeltaField("patientId", DeltaType.String)));

    [Fact]
    public void FortyNestedSequences_ReadBack()
    {
        DeltaType type = DeltaType.String;
        for (var i = 0; i < 40; i++)
            type = new DeltaArray(new DeltaStruct(new DeltaField("Item", type)));
        var schema = new DeltaStruct(new DeltaField("Root", type));

        Assert.Equal(schema, DeltaStruct.Parse(schema.ToJson()));
    }

    [Fact]
    public void DuckDbText_QuotesEveryName() => Assert.Equal(
        "STRUCT(\"PatientID\" VARCHAR, \"Amount\" DECIMAL(20,0), \"Seq\" STRUCT(\"Code\" VARCHAR, \"Values\" DOUBLE[])[])",
        Nested.ToDuckDbType());

    [Fact]
    public void Leaves_AreCountedAtEveryDepth() => Assert.Equal(4, Nested.LeafCount);

    [Theory]
    [InlineData("VARCHAR", "string")]
    [InlineData("BIGINT", "long")]
    [InlineData("INTEGER", "integer")]
    [InlineData("SMALLINT", "short")]
    [InlineData("TINYINT", "byte")]
    [InlineData("FLOAT", "float")]
    [InlineData("DOUBLE", "double")]
    [InlineData("BOOLEAN", "boolean")]
    [InlineData("BLOB", "binary")]
    [InlineData("DATE", "date")]
    [InlineData("TIMESTAMP WITH TIME ZONE", "timestamp")]
    [InlineData("DECIMAL(18,3)", "decimal(18,3)")]
    public void DuckDbType_AndDeltaName_AreOnePair(string duckDb, string delta)
    {
        var type = DuckDbTypeText.Parse(duckDb);

        Assert.Equal(duckDb, type.ToDuckDbType());
        Assert.Contains($"\"type\":\"{delta}\"", new DeltaStruct(new DeltaField("a", type)).ToJson(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("STRUCT(a INTEGER, \"b c\" VARCHAR[])[]", "STRUCT(\"a\" INTEGER, \"b c\" VARCHAR[])[]")]
    [InlineData("MAP(VARCHAR, STRUCT(\"select\" DOUBLE))", "MAP(VARCHAR, STRUCT(\"select\" DOUBLE))")]
    [InlineData("STRUCT(\"q\"\"q\" DECIMAL(9, 2))[][]", "STRUCT(\"q\"\"q\" DECIMAL(9,2))[][]")]
    [InlineData("STRUCT(t TIMESTAMPTZ)", "STRUCT(\"t\" TIMESTAMP WITH TIME ZONE)")]
    public void NestedDuckDbType_IsRead(string text, string expected) => Assert.Equal(expected, DuckDbTypeText.Parse(text).ToDuckDbType());

    [Theory]
    [InlineData("TIMESTAMP")]
    [InlineData("TIME")]
    [InlineData("HUGEINT")]
    [InlineData("UINTEGER")]
    [InlineData("UUID")]
    [InlineData("JSON")]
    [InlineData("\"NULL\"")]
    [InlineData("ENUM('a')")]
    [InlineData("INTEGER[3]")]
    [InlineData("STRUCT(a INTEGER")]
    [InlineData("STRUCT()")]
    [InlineData("DECIMAL(40,0)")]
    [InlineData("")]
    [InlineData("VARCHAR)")]
    public void DuckDbTypeOutsideTheLake_IsAnError(string text) => Assert.Throws<DeltaException>(() => DuckDbTypeText.Parse(text));
}
