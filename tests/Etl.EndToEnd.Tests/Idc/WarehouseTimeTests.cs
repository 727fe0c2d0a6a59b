using Etl.EndToEnd.Tests.Corpus;
using Etl.EndToEnd.Tests.Fidelity;
using Etl.Schema.Dicom;
using Etl.Schema.Standard;
using Etl.Worker.DuckDb;

namespace Etl.EndToEnd.Tests.Idc;

/// <summary>TM and DT are text in the lake and TIME and TIMESTAMP in the warehouse's <c>dicom_all</c>, lists of them where the VM says so.</summary>
[Collection(CorpusLakeTests.Name)]
public sealed class WarehouseTimeTests(CorpusLake corpus)
{
    [CorpusFact]
    public void DicomAll_HasTimesTypedAndEveryRow()
    {
        _ = corpus.Summary;
        using var database = DuckDbDatabase.Open(
            Path.Combine(corpus.Folder, "warehouse.duckdb"), new Dictionary<string, string> { ["access_mode"] = "READ_ONLY" });
        using var connection = database.Connect();
        Assert.Equal(
            corpus.Lake.Connection.QueryScalar<long>("select count(*) from instances"), connection.QueryScalar<long>("select count(*) from dicom_all"));

        using var columns = connection.Query("select column_name, data_type from duckdb_columns() where table_name = 'dicom_all'");
        var types = columns.Rows().ToDictionary(r => (string)r[0]!, r => (string)r[1]!);
        var clocks = DataDictionary.Entries.ToArray().Where(e => e.Vr is Vr.TM or Vr.DT && types.ContainsKey(e.Keyword)).ToList();
        Assert.True(clocks.Count > 20, $"Only {clocks.Count} columns of times were found.");
        Assert.All(clocks, e => Assert.Equal((e.Vr == Vr.TM ? "TIME" : "TIMESTAMP") + (e.IsList ? "[]" : ""), types[e.Keyword]));
    }
}
