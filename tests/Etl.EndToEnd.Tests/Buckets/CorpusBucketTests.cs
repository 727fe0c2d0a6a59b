using Etl.EndToEnd.Tests.Corpus;
using Etl.EndToEnd.Tests.Fidelity;
using Etl.EndToEnd.Tests.Running;

namespace Etl.EndToEnd.Tests.Buckets;

/// <summary>Real files, once as a folder and once as a bucket.</summary>
[Collection(BucketTests.Name)]
public sealed class CorpusBucketTests(S3Server server) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [BucketFact]
    public async Task Corpus_GivesTheRowsOfTheFolderInFewRequests()
    {
        var bucket = await server.UploadAsync(SharedFolder.Files, "archive/");
        var source = $"s3://{bucket}/archive";
        EtlProgram.Refresh(SharedFolder.Files, folder["files"], "--no-publish");
        var summary = EtlProgram.Refresh(source, folder["bucket"], server.Environment(), "--no-publish");

        using (var files = new Lake(folder["files"]))
        using (var objects = new Lake(folder["bucket"]))
        {
            RowDigest.RequireEqual(BucketRows.Of(files, SharedFolder.Files), BucketRows.Of(objects, source));
            Assert.Equal(BucketRows.Quarantined(files, SharedFolder.Files), BucketRows.Quarantined(objects, source));
            Assert.Equal(0, objects.Connection.QueryScalar<long>("select count(*) from (select source_uri from instances group by all having count(*) > 1)"));
        }

        var traffic = summary.GetProperty("buckets");
        Assert.InRange(traffic.GetProperty("reads_per_object").GetDouble(), 0.9, 1.15);
        Assert.InRange(summary.GetProperty("bytes_read").GetDouble() / summary.GetProperty("header_bytes").GetDouble(), 0.1, 1.4);
        var again = EtlProgram.Refresh(source, folder["bucket"], server.Environment(), "--no-publish");
        Assert.Equal(summary.GetProperty("listed").GetInt64(), again.GetProperty("unchanged").GetInt64());
        // One read at the start tells whether objects may be read at all.
        Assert.Equal(1, again.GetProperty("buckets").GetProperty("first_reads").GetInt64());
    }

    [BucketFact]
    public async Task ChangedGoneAndOddlyNamedObjects_AreWhatTheyAre()
    {
        var files = Directory.EnumerateFiles(Path.Combine(SharedFolder.Files, "pydicom+pydicom"), "*.dcm", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Take(12).Select(File.ReadAllBytes).ToList();
        var bucket = await server.MakeAsync();
        string[] keys = ["a b+c.dcm", "ä/%20?.dcm", "x#y/'z'.dcm", "a//b.dcm", "a/b.dcm", "a0", "a.b/c", "p/q/r/s/t", "1", "2", "3", "4"];
        foreach (var (i, key) in keys.Index())
            await server.PutAsync(bucket, key, files[i]);
        await server.PutAsync(bucket, "folder/", []);
        var source = $"s3://{bucket}";
        var first = EtlProgram.Refresh(source, folder["lake"], server.Environment(), "--no-publish");
        await server.PutAsync(bucket, "1", files[1]);
        await server.Client.DeleteObjectAsync(bucket, "2");
        var second = EtlProgram.Refresh(source, folder["lake"], server.Environment(), "--no-publish");

        Assert.Equal((12, 12), (first.GetProperty("listed").GetInt32(), first.GetProperty("loaded").GetInt32()));
        Assert.Equal((1, 10, 1), (
            second.GetProperty("loaded").GetInt32(), second.GetProperty("unchanged").GetInt32(), second.GetProperty("gone").GetInt32()));
        using var lake = new Lake(folder["lake"]);
        Assert.Equal(
            keys.Where(k => k != "2").Select(k => $"{source}/{k.Replace("%", "%25", StringComparison.Ordinal).Replace("#", "%23", StringComparison.Ordinal)}").Order(StringComparer.Ordinal),
            lake.Rows("select source_uri from instances").Select(r => (string)r[0]!).Order(StringComparer.Ordinal));
    }

    [BucketFact]
    public async Task ManyFolders_AreListedOnceEach()
    {
        var file = File.ReadAllBytes(Directory.EnumerateFiles(Path.Combine(SharedFolder.Files, "pydicom+pydicom"), "CT_small.dcm", SearchOption.AllDirectories).First());
        var bucket = await server.MakeAsync();
        // More folders than a page holds, one with more objects than a page holds, and objects between them.
        List<string> keys = [.. Enumerable.Range(0, 1100).Select(i => $"{i * 7919 % 100_000:x5}/i.dcm"), .. Enumerable.Range(0, 1200).Select(i => $"m/{i}"), "m", "m.x", "m0", "z"];
        await Parallel.ForEachAsync(keys, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (key, _) => await server.PutAsync(bucket, key, file));
        var summary = EtlProgram.Refresh($"s3://{bucket}", folder["lake"], server.Environment(), "--no-publish");

        Assert.Equal(keys.Count, summary.GetProperty("loaded").GetInt32());
        using var lake = new Lake(folder["lake"]);
        Assert.Equal(keys.Count, lake.Connection.QueryScalar<long>("select count(distinct source_uri) from instances"));
    }

    public void Dispose() => folder.Dispose();
}
