using System.Text;
using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Tests.Lake.Delta;

public sealed class ActionReaderTests
{
    [Theory]
    [InlineData("{\"txn\":{\"appId\":\"a\",\"version\":1}}\n{\"txn\":{\"appId\":\"b\",\"version\":2}}\n")]
    [InlineData("{\"txn\":{\"appId\":\"a\",\"version\":1}}\r\n\r\n  \n{\"txn\":{\"appId\":\"b\",\"version\":2}}")]
    [InlineData("\uFEFF{\"txn\":{\"appId\":\"a\",\"version\":1}}\n{\"domainMetadata\":{\"domain\":\"x\"}}\n{\"txn\":{\"appId\":\"b\",\"version\":2.0,\"lastUpdated\":null}}\n")]
    public void LineEndsAndUnknownActions_DoNotMatter(string text) =>
        Assert.Equal([new Txn("a", 1), new Txn("b", 2)], Read(text));

    [Fact]
    public void ForeignAdd_WithNestedStatsAndSeconds_IsTaken()
    {
        var add = Assert.IsType<Add>(Assert.Single(Read(
            """{"add":{"path":"p","partitionValues":{"A":1,"B":null},"size":5,"modificationTime":1772366400.0,"dataChange":true,"stats":{"numRecords":2}}}""")));

        Assert.Equal(1772366400, add.ModificationTime);
        Assert.Equal("""{"numRecords":2}""", add.Stats);
        Assert.Equal([new("A", "1"), new("B", null)], add.PartitionValues);
    }

    [Fact]
    public void ForeignCommitInfo_WithNestedParameters_KeepsTheirText()
    {
        var info = Assert.IsType<CommitInfo>(Assert.Single(Read(
            """{"commitInfo":{"timestamp":1,"operation":"WRITE","operationParameters":{"mode":"Append","partitionBy":["a"]},"isBlindAppend":false}}""")));

        Assert.Equal("""["a"]""", info.OperationParameters["partitionBy"]);
        Assert.False(info.IsBlindAppend);
    }

    [Fact]
    public void RowOfACheckpoint_IsItsOneColumnThatIsNotNull() => Assert.Equal(
        [new Txn("a", 1)],
        ActionReader.ReadLine("""{"protocol":null,"metaData":null,"txn":{"appId":"a","version":1,"lastUpdated":null},"add":null}"""u8.ToArray(), "x", 1));

    [Theory]
    [InlineData("{\"txn\":{\"appId\":\"a\",\"version\":1}}\n{\"add\":{\"path\":\"SECRET")]
    [InlineData("{\"txn\":{\"appId\":\"a\",\"version\":1}}\n{\"add\":{\"size\":\"SECRET\"}}")]
    [InlineData("{\"txn\":{\"appId\":\"a\",\"version\":1}}\nSECRET")]
    public void BadLine_IsNamedByNumberWithoutItsText(string text)
    {
        var e = Assert.Throws<DeltaException>(() => Read(text));

        Assert.Contains("x.json line 2", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void EveryActionWritten_ReadsBackToTheSameBytes()
    {
        DeltaAction[] actions =
        [
            new CommitInfo { Timestamp = 1, Operation = "WRITE", TxnId = "t", IsBlindAppend = false, ReadVersion = 0 },
            new Protocol(3, 7) { ReaderFeatures = ["timestampNtz"], WriterFeatures = [] },
            new MetaData("id", TestTable.Schema.ToJson()) { Name = "n", PartitionColumns = ["Modality"], CreatedTime = 4 },
            new Txn("a", 5, 6),
            TestTable.File1("x", null).ToRemove(TestTable.Start, dataChange: false),
            TestTable.File1("y") with { Stats = "{}" },
        ];
        var bytes = ActionWriter.Write(actions);

        Assert.Equal(bytes.ToArray(), ActionWriter.Write(ActionReader.ReadCommit(bytes, "x.json")).ToArray());
    }

    private static List<DeltaAction> Read(string text) => ActionReader.ReadCommit(Encoding.UTF8.GetBytes(text), "x.json");
}
