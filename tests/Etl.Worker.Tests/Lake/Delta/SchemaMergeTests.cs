using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Tests.Lake.Delta;

public sealed class SchemaMergeTests
{
    [Fact]
    public void NewFields_AreAppendedAtEveryDepthAndPartitionColumnsStayLast()
    {
        var merged = Of("STRUCT(a VARCHAR, s STRUCT(x BIGINT, l STRUCT(p DATE)[]), Modality VARCHAR)")
            .Merge(Of("STRUCT(z DOUBLE, s STRUCT(l STRUCT(q DATE)[], y BIGINT), b VARCHAR[])"), "Modality");

        Assert.Equal(
            "STRUCT(\"a\" VARCHAR, \"s\" STRUCT(\"x\" BIGINT, \"l\" STRUCT(\"p\" DATE, \"q\" DATE)[], \"y\" BIGINT), \"z\" DOUBLE, \"b\" VARCHAR[], \"Modality\" VARCHAR)",
            merged.ToDuckDbType());
    }

    [Fact]
    public void NothingNew_GivesTheSameInstance()
    {
        var schema = Of("STRUCT(a VARCHAR, s STRUCT(x BIGINT, y DATE)[])");

        Assert.Same(schema, schema.Merge(Of("STRUCT(s STRUCT(y DATE)[])")));
    }

    [Theory]
    [InlineData("STRUCT(A VARCHAR)", "A")]
    [InlineData("STRUCT(s STRUCT(X BIGINT)[])", "s.X")]
    [InlineData("STRUCT(a BIGINT)", "a")]
    [InlineData("STRUCT(s STRUCT(x INTEGER)[])", "s.x")]
    [InlineData("STRUCT(s STRUCT(x BIGINT))", "s")]
    [InlineData("STRUCT(d DECIMAL(18,2))", "d")]
    public void CaseOrTypeThatDiffers_IsNamed(string incoming, string path)
    {
        var e = Assert.Throws<DeltaException>(() => Of("STRUCT(a VARCHAR, s STRUCT(x BIGINT)[], d DECIMAL(9,2))").Merge(Of(incoming)));

        Assert.StartsWith($"Field {path} ", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("STRUCT(\"b c\" VARCHAR)")]
    [InlineData("STRUCT(\"1b\" VARCHAR)")]
    [InlineData("STRUCT(n STRUCT(\"ü\" VARCHAR)[])")]
    [InlineData("STRUCT(\"a.b\" VARCHAR)")]
    public void NewNameThatIsNotPortable_IsRefused(string incoming) =>
        Assert.Throws<DeltaException>(() => Of("STRUCT(a VARCHAR)").Merge(Of(incoming)));

    [Fact]
    public void NewComment_ReplacesAndMissingCommentKeeps()
    {
        var old = new DeltaStruct(new DeltaField("a", DeltaType.String, Comment: "old"));

        Assert.Same(old, old.Merge(Of("STRUCT(a VARCHAR)")));
        Assert.Equal("new", old.Merge(new DeltaStruct(new DeltaField("a", DeltaType.String, Comment: "new"))).Fields[0].Comment);
    }

    [Fact]
    public void Nullability_IsOnlyLoosened()
    {
        var strict = new DeltaStruct(new DeltaField("a", new DeltaArray(DeltaType.Long, ContainsNull: false), Nullable: false));
        var merged = strict.Merge(Of("STRUCT(a BIGINT[])"));

        Assert.Equal(new DeltaField("a", new DeltaArray(DeltaType.Long)), merged.Fields[0]);
        Assert.Same(merged, merged.Merge(strict));
    }

    [Fact]
    public void RandomSchemas_MergeToTheUnionWhateverTheOrder()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var (a, b, c) = (Any(random, 0), Any(random, 0), Any(random, 0));

            var left = a.Merge(b).Merge(c);
            Assert.Equal(Paths(left), Paths(c.Merge(a.Merge(b))));
            Assert.Equal(Paths(a).Union(Paths(b)).Union(Paths(c)).Order(StringComparer.Ordinal), Paths(left));
            Assert.Same(left, left.Merge(b));
            Assert.Equal(a.Fields.Select(field => field.Name), left.Fields.Take(a.Fields.Count).Select(field => field.Name));
        }
    }

    private static DeltaStruct Of(string duckDbType) => (DeltaStruct)DuckDbTypeText.Parse(duckDbType);

    /// <summary>A random schema in which a name always means the same kind of field.</summary>
    private static DeltaStruct Any(Random random, int depth)
    {
        var fields = new List<DeltaField>();
        foreach (var letter in "abcdefgh".OrderBy(_ => random.Next()).Take(1 + random.Next(5)))
        {
            DeltaType type = letter switch
            {
                'a' or 'b' when depth < 3 => new DeltaArray(Any(random, depth + 1)),
                'c' when depth < 3 => Any(random, depth + 1),
                'd' => DeltaType.Long,
                _ => DeltaType.String,
            };
            fields.Add(new DeltaField($"{letter}{depth}", type));
        }
        return new DeltaStruct(fields);
    }

    private static IEnumerable<string> Paths(DeltaType type, string path = "") => (type switch
    {
        DeltaStruct nested => nested.Fields.SelectMany(field => Paths(field.Type, $"{path}.{field.Name}")),
        DeltaArray array => Paths(array.Element, path + "[]"),
        DeltaPrimitive primitive => [path + ":" + primitive.Name],
        _ => [],
    }).Order(StringComparer.Ordinal);
}
