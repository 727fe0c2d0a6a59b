using Etl.EndToEnd.Tests.Corpus;
using Etl.EndToEnd.Tests.Running;

namespace Etl.EndToEnd.Tests.Fidelity;

/// <summary>The first promise: every object of the corpus is a row or in quarantine with a reason, once.</summary>
[Collection(CorpusLakeTests.Name)]
public sealed class ConservationTests(CorpusLake corpus)
{
    [CorpusFact]
    public void EachFile_IsOneRowOrOneQuarantineEntry()
    {
        var files = Directory.EnumerateFiles(SharedFolder.Files, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(SharedFolder.Files, f)).Order(StringComparer.Ordinal).ToList();
        var accounted = corpus.Lake.Rows("select source_uri from instances union all select source_uri from quarantine")
            .Select(r => CorpusLake.PathOf((string)r[0]!)).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(files, accounted);

        var summary = corpus.Summary;
        Assert.Equal(files.Count, summary.GetProperty("listed").GetInt64());
        Assert.Equal(
            summary.GetProperty("listed").GetInt64(), summary.GetProperty("loaded").GetInt64() + summary.GetProperty("quarantined").GetInt64());
    }

    [CorpusFact]
    public void QuarantineEntry_HasAReasonAndNoValueOfTheObject()
    {
        var entries = corpus.Lake.Rows("select source_uri, stage, reason_code, message, attempts from quarantine order by all");
        Assert.NotEmpty(entries);
        Assert.All(entries, e =>
        {
            Assert.Equal("read", e[1]);
            Assert.Contains((string)e[2]!, (string[])["not-dicom", "empty", "unreadable"]);
            Assert.Equal(1, e[4]);
        });
    }

    [CorpusFact]
    public void FileThatPydicomReads_IsARow()
    {
        var rows = corpus.Lake.Rows("select source_uri from instances").Select(r => CorpusLake.PathOf((string)r[0]!)).ToHashSet();
        var missing = PydicomReading.All().Where(r => r.IsReadable && !rows.Contains(r.Path)).Select(r => r.Path).ToList();
        // Its first byte is one too many: pydicom makes a single senseless element of it.
        Assert.Equal(["pydicom+pydicom/src/pydicom/data/test_files/no_meta.dcm"], missing);
    }

    [CorpusFact]
    public void Refresh_IsWrittenDown()
    {
        var row = Assert.Single(corpus.Lake.Rows(
            "select outcome, listed, new_objects, changed_objects, gone_objects, loaded, quarantined, unchanged from refreshes"));
        var summary = corpus.Summary;
        Assert.Equal("done", row[0]);
        Assert.Equal(
            [summary.GetProperty("listed").GetInt64(), summary.GetProperty("listed").GetInt64(), 0L, 0L, summary.GetProperty("loaded").GetInt64(), summary.GetProperty("quarantined").GetInt64(), 0L],
            row.Skip(1).Cast<long>());
    }
}
