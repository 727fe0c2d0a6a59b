using Etl.EndToEnd.Tests.Running;
using Etl.Worker.Sample;

namespace Etl.EndToEnd.Tests.Buckets;

/// <summary>A server that fails one request in ten in every way: the same rows in the end, nothing twice, in bounded time.</summary>
[Collection(BucketTests.Name)]
public sealed class FaultTests(S3Server server) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [BucketFact]
    public async Task OneRequestInTenFails_SameRowsNothingTwice()
    {
        SampleArchive.Write(new SampleOptions(folder["archive"], 500));
        var bucket = await server.UploadAsync(folder["archive"]);
        using var proxy = new FaultProxy(server.Endpoint, 0.1, seed: 7);
        EtlProgram.Refresh(folder["archive"], folder["files"], "--no-publish");
        var summary = EtlProgram.Refresh($"s3://{bucket}", folder["bucket"], server.Environment(proxy.Endpoint), "--no-publish");

        Assert.All(proxy.Faults, count => Assert.True(count > 0));
        Assert.True(summary.GetProperty("buckets").GetProperty("retries").GetInt32() > 0);
        using var files = new Lake(folder["files"]);
        using var objects = new Lake(folder["bucket"]);
        RowDigest.RequireEqual(BucketRows.Of(files, folder["archive"]), BucketRows.Of(objects, $"s3://{bucket}"));
        Assert.Equal(BucketRows.Quarantined(files, folder["archive"]), BucketRows.Quarantined(objects, $"s3://{bucket}"));
    }

    [BucketFact]
    public async Task ObjectsThatChangeWhileTheyAreRead_AreReadAsTheyAreInTheEnd()
    {
        SampleArchive.Write(new SampleOptions(folder["archive"], 120));
        SampleArchive.Write(new SampleOptions(folder["other"], 120, 2));
        var bucket = await server.UploadAsync(folder["archive"]);
        var files = Directory.EnumerateFiles(folder["archive"], "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Where(f => new FileInfo(f).Length > 0).ToList();
        var others = new Queue<string>(Directory.EnumerateFiles(folder["other"], "*.dcm", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
        using var proxy = new FaultProxy(server.Endpoint, 0, seed: 7);
        var changing = files.Where((_, i) => i % 10 == 5).ToDictionary(f => Path.GetRelativePath(folder["archive"], f).Replace('\\', '/'), f => f);
        proxy.Before = async request =>
        {
            string? key;
            byte[] bytes;
            lock (changing)
            {
                key = changing.Keys.FirstOrDefault(k => request.StartsWith($"GET /{bucket}/{Uri.EscapeDataString(k).Replace("%2F", "/", StringComparison.Ordinal)}", StringComparison.Ordinal));
                if (key is null)
                    return;
                bytes = File.ReadAllBytes(others.Dequeue());
                File.WriteAllBytes(changing[key], bytes);
                changing.Remove(key);
            }

            await server.PutAsync(bucket, key, bytes);
        };
        var summary = EtlProgram.Refresh($"s3://{bucket}", folder["bucket"], server.Environment(proxy.Endpoint), "--no-publish");
        EtlProgram.Refresh(folder["archive"], folder["files"], "--no-publish");

        Assert.Empty(changing);
        Assert.True(summary.GetProperty("buckets").GetProperty("other_requests").GetInt32() > 0);
        using (var expected = new Lake(folder["files"]))
        using (var objects = new Lake(folder["bucket"]))
            RowDigest.RequireEqual(BucketRows.Of(expected, folder["archive"]), BucketRows.Of(objects, $"s3://{bucket}"));
        // What was read is what is there: nothing is read again.
        Assert.Equal(0, EtlProgram.Refresh($"s3://{bucket}", folder["bucket"], server.Environment(), "--no-publish").GetProperty("loaded").GetInt32());
    }

    public void Dispose() => folder.Dispose();
}
