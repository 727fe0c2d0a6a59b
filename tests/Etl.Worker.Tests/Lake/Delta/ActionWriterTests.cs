using System.Text;
using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Tests.Lake.Delta;

public sealed class ActionWriterTests
{
    [Fact]
    public void CommitInfo_HasStringValuesInItsMaps() => Expect(
        """{"commitInfo":{"timestamp":1772366400000,"operation":"WRITE","operationParameters":{"mode":"Append"},"operationMetrics":{"numFiles":"1"},"readVersion":4,"isolationLevel":"Serializable","isBlindAppend":true,"engineInfo":"etl/0.1.0","txnId":"c0ffee00-0000-4000-8000-000000000000","userMetadata":"nightly"}}""",
        new CommitInfo
        {
            Timestamp = 1772366400000,
            Operation = "WRITE",
            OperationParameters = new Dictionary<string, string> { ["mode"] = "Append" },
            OperationMetrics = new Dictionary<string, string> { ["numFiles"] = "1" },
            ReadVersion = 4,
            IsolationLevel = "Serializable",
            IsBlindAppend = true,
            EngineInfo = "etl/0.1.0",
            TxnId = "c0ffee00-0000-4000-8000-000000000000",
            UserMetadata = "nightly",
        });

    [Fact]
    public void OurProtocol_HasNoFeatureLists() => Expect("""{"protocol":{"minReaderVersion":1,"minWriterVersion":2}}""", Protocol.Ours);

    [Fact]
    public void MetaData_KeepsEveryMandatoryKeyEvenWhenEmpty() => Expect(
        """{"metaData":{"id":"11111111-2222-4333-8444-555555555555","format":{"provider":"parquet","options":{}},"schemaString":"{\"type\":\"struct\",\"fields\":[]}","partitionColumns":[],"configuration":{}}}""",
        new MetaData("11111111-2222-4333-8444-555555555555", """{"type":"struct","fields":[]}"""));

    [Fact]
    public void MetaData_WithNameAndTime() => Expect(
        """{"metaData":{"id":"a","name":"instances","description":"é","format":{"provider":"parquet","options":{}},"schemaString":"{}","partitionColumns":["Modality"],"configuration":{"delta.checkpointInterval":"50"},"createdTime":5}}""",
        new MetaData("a", "{}")
        {
            Name = "instances",
            Description = "é",
            PartitionColumns = ["Modality"],
            Configuration = new Dictionary<string, string> { ["delta.checkpointInterval"] = "50" },
            CreatedTime = 5,
        });

    [Fact]
    public void Add_HasStatisticsAsText() => Expect(
        """{"add":{"path":"Modality=CT/part-1.parquet","partitionValues":{"Modality":"CT"},"size":123,"modificationTime":9,"dataChange":true,"stats":"{\"numRecords\":1}"}}""",
        new Add("Modality=CT/part-1.parquet", 123, 9) { PartitionValues = TestTable.In("CT"), Stats = """{"numRecords":1}""" });

    [Fact]
    public void NullPartition_IsJsonNull() => Expect(
        """{"add":{"path":"p","partitionValues":{"Modality":null},"size":1,"modificationTime":2,"dataChange":false,"tags":{"k":"v"}}}""",
        new Add("p", 1, 2, DataChange: false) { PartitionValues = TestTable.In(null), Tags = new Dictionary<string, string> { ["k"] = "v" } });

    [Fact]
    public void Remove_KeepsThePathOfItsAddByteForByte() => Expect(
        """{"remove":{"path":"Modality=A%252FB%2520%253D%25C3%25BC/p.parquet","deletionTimestamp":1772366400000,"dataChange":true,"extendedFileMetadata":true,"partitionValues":{"Modality":"A/B =ü"},"size":7}}""",
        new Add("Modality=A%252FB%2520%253D%25C3%25BC/p.parquet", 7, 1) { PartitionValues = TestTable.In("A/B =ü") }.ToRemove(TestTable.Start));

    [Fact]
    public void Txn_HasItsTime() => Expect("""{"txn":{"appId":"etl/instances","version":17,"lastUpdated":3}}""", new Txn("etl/instances", 17, 3));

    [Fact]
    public void SeveralActions_AreLinesEndedByLf()
    {
        var bytes = ActionWriter.Write([Protocol.Ours, new Txn("a", 1)]).ToArray();

        Assert.Equal((byte)'{', bytes[0]);
        Assert.Equal(
            "{\"protocol\":{\"minReaderVersion\":1,\"minWriterVersion\":2}}\n{\"txn\":{\"appId\":\"a\",\"version\":1}}\n"u8.ToArray(),
            bytes);
    }

    private static void Expect(string line, DeltaAction action) =>
        Assert.Equal(line + "\n", Encoding.UTF8.GetString(ActionWriter.Write([action]).Span));
}
