using Etl.EndToEnd.Tests.Archives;
using Etl.EndToEnd.Tests.Corpus;
using Etl.EndToEnd.Tests.Running;

namespace Etl.EndToEnd.Tests.Buckets;

/// <summary>Archives in a bucket are read in place, by ranges.</summary>
[Collection(BucketTests.Name)]
public sealed class ArchiveBucketTests(S3Server server) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [BucketFact]
    public async Task Archives_GiveTheRowsOfTheFilesInFewRequests()
    {
        var loose = Path.Combine(SharedFolder.Files, "pydicom+pydicom");
        var bucket = await server.MakeAsync();
        foreach (var name in new[] { "a.zip", "b.tar", "c.tar.gz" })
        {
            PackedArchives.Write(loose, folder[name]);
            await server.PutAsync(bucket, name, await File.ReadAllBytesAsync(folder[name]));
        }

        EtlProgram.Refresh(loose, folder["loose"]);
        var summary = EtlProgram.Refresh($"s3://{bucket}", folder["lake"], server.Environment());

        using (var files = new Lake(folder["loose"]))
        using (var members = new Lake(folder["lake"]))
        {
            var expected = BucketRows.Of(files, loose);
            var found = PackedArchives.Rows(members, uri => uri);
            foreach (var name in new[] { "a.zip", "b.tar", "c.tar.gz" })
            {
                var prefix = $"s3://{bucket}/{name}#";
                RowDigest.RequireEqual(expected, new SortedDictionary<string, string>(found
                    .Where(r => r.Key.StartsWith(prefix, StringComparison.Ordinal))
                    .ToDictionary(r => PackedArchives.NameOf(r.Key), r => r.Value), StringComparer.Ordinal));
            }
        }

        var listed = summary.GetProperty("listed").GetInt64();
        Assert.Equal(3 * Directory.EnumerateFiles(loose, "*", SearchOption.AllDirectories).LongCount(), listed);
        var traffic = summary.GetProperty("buckets");
        Assert.InRange(traffic.GetProperty("first_reads").GetInt64() + traffic.GetProperty("further_reads").GetInt64(), 1, listed);
        var again = EtlProgram.Refresh($"s3://{bucket}", folder["lake"], server.Environment());
        Assert.Equal(listed, again.GetProperty("unchanged").GetInt64());
    }

    public void Dispose() => folder.Dispose();
}
