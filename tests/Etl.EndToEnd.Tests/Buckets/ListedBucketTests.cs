using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Amazon.S3.Model;
using Etl.EndToEnd.Tests.Corpus;
using Etl.EndToEnd.Tests.Running;
using Etl.Worker.DuckDb;

namespace Etl.EndToEnd.Tests.Buckets;

/// <summary>Manifests and inventories in the place of a listing: the same objects, the same rows, and nothing gone that they cannot tell of.</summary>
[Collection(BucketTests.Name)]
public sealed class ListedBucketTests(S3Server server) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [BucketFact]
    public async Task Manifests_GiveTheRowsOfTheListing()
    {
        var bucket = await server.UploadAsync(SharedFolder.Files, "archive/");
        Refresh($"s3://{bucket}", "listed");
        var objects = await ListAsync(bucket);
        var full = await PutListAsync("uri,size,etag,last_modified\n" + string.Concat(objects.Select(o => $"{Quoted($"s3://{bucket}/{o.Key}")},{o.Size},{o.ETag},{Time(o)}\n")));
        var bare = File("bare.txt", string.Concat(objects.Select(o => $"s3://{bucket}/{o.Key}\n")));
        var byManifest = Refresh($"manifest:{full}", "manifest");
        var byUris = Refresh($"manifest:{bare}", "uris");

        RequireSame("listed", "manifest");
        // The answer to a read tells no fractions of seconds.
        RequireSame("listed", "uris", "source_modified_at");
        Assert.All(
            [byManifest, byUris],
            s => Assert.InRange(s.GetProperty("buckets").GetProperty("reads_per_object").GetDouble(), 0.9, 1.15));
        Assert.InRange(byUris.GetProperty("buckets").GetProperty("other_requests").GetInt32(), 0, objects.Count(o => o.Size == 0));
        Assert.Equal(0, byManifest.GetProperty("buckets").GetProperty("list_requests").GetInt32());
        // One object has one URI and one etag, whoever lists it: nothing is read again.
        foreach (var (source, lake) in new[] { ($"manifest:{full}", "listed"), ($"manifest:{bare}", "listed"), ($"s3://{bucket}", "uris"), ($"s3://{bucket}", "manifest") })
        {
            var again = Refresh(source, lake);
            Assert.Equal((objects.Count, 0), (again.GetProperty("unchanged").GetInt32(), again.GetProperty("gone").GetInt32()));
        }
    }

    [BucketFact]
    public async Task Inventories_GiveTheRowsOfTheListing()
    {
        var bucket = await server.UploadAsync(Path.Combine(SharedFolder.Files, "pydicom+pydicom"), "ä +/");
        Refresh($"s3://{bucket}", "listed");
        var objects = await ListAsync(bucket);
        var csv = await PutInventoryAsync(bucket, CsvOf(bucket, objects), "CSV", DateTimeOffset.UtcNow);
        var parquet = await PutInventoryAsync(bucket, ParquetOf(bucket, objects), "Parquet", DateTimeOffset.UtcNow);
        Refresh($"inventory:{csv}", "csv");
        Refresh($"inventory:{parquet}", "parquet");

        RequireSame("listed", "csv");
        RequireSame("listed", "parquet");
        Assert.Equal(objects.Count, Refresh($"inventory:{csv}", "listed").GetProperty("unchanged").GetInt32());
        var check = EtlProgram.Run(["sources", "check", $"inventory:{csv}"], server.Environment());
        Assert.Equal(0, check.ExitCode);
        Assert.Contains($"{objects.Count:N0} entries, of s3://{bucket}", check.Output, StringComparison.Ordinal);
    }

    [BucketFact]
    public async Task WhatAListDoesNotName_IsGoneWhereItWouldBeNamed()
    {
        var bucket = await BucketAsync("in/1", "in/2", "in/3", "in/4", "in/5", "in/6", "out/1", "out/2");
        Refresh($"s3://{bucket}", "lake");
        var objects = await ListAsync(bucket);
        var inside = objects.Where(o => o.Key.StartsWith("in/", StringComparison.Ordinal)).ToList();
        var manifest = File("one.txt", $"s3://{bucket}/in/1\n");
        var before = await PutInventoryAsync(bucket, CsvOf(bucket, inside[..^1]), "CSV", objects.Max(o => o.LastModified!.Value.ToUniversalTime()).AddSeconds(-1));
        var after = await PutInventoryAsync(bucket, CsvOf(bucket, inside[..^1]), "CSV", DateTimeOffset.UtcNow.AddMinutes(1));
        var half = await PutInventoryAsync(bucket, CsvOf(bucket, inside[..3]), "CSV", DateTimeOffset.UtcNow.AddMinutes(1));

        Assert.Equal(0, Refresh($"manifest:{manifest}", "lake").GetProperty("gone").GetInt32());
        var verified = EtlProgram.Run("lake", "verify", "--lake", folder["lake"]);
        Assert.True(verified.ExitCode == 0, verified.Output);
        // in/6 came after that inventory.
        Assert.Equal(0, Refresh($"inventory:{before}", "lake").GetProperty("gone").GetInt32());
        Assert.Equal(1, Refresh($"inventory:{after}", "lake").GetProperty("gone").GetInt32());
        using (var lake = new Lake(folder["lake"]))
        {
            Assert.Equal(
                ["in/1", "in/2", "in/3", "in/4", "in/5", "out/1", "out/2"],
                lake.Rows("select source_uri from instances order by 1").Select(r => ((string)r[0]!)[$"s3://{bucket}/".Length..]));
        }

        var refused = EtlProgram.Run(["refresh", "--source", $"inventory:{half}", "--lake", folder["lake"], "--no-publish"], server.Environment());
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("--allow-mass-removal", refused.Errors, StringComparison.Ordinal);
    }

    [BucketFact]
    public async Task OldList_DoesNotBringOldStatesBack()
    {
        var bucket = await BucketAsync("1", "2", "3");
        var objects = await ListAsync(bucket);
        var old = File("old.csv", "uri,size,etag,last_modified\n" + string.Concat(objects.Select(o => $"s3://{bucket}/{o.Key},{o.Size},{o.ETag},{Time(o)}\n")));
        await server.PutAsync(bucket, "2", Files()[7]);
        var first = Refresh($"manifest:{old}", "lake");
        var second = Refresh($"manifest:{old}", "lake");

        Assert.Equal((3, 0), (first.GetProperty("loaded").GetInt32(), first.GetProperty("quarantined").GetInt32()));
        Assert.Equal(3, second.GetProperty("unchanged").GetInt32());
        Refresh($"s3://{bucket}", "listed");
        RequireSame("listed", "lake", "source_modified_at");
    }

    [BucketFact]
    public async Task WhatIsNamedAndNotThere_AndLinesThatNameNothing_AreInQuarantine()
    {
        var bucket = await BucketAsync("1", "2");
        var list = File("list.csv", $"uri\ns3://{bucket}/1\ns3://{bucket}/gone\n/nowhere/at/all.dcm\nrubbish\ns3://{bucket}/2\n");
        var first = Refresh($"manifest:{list}", "lake");
        var second = Refresh($"manifest:{list}", "lake");
        var third = Refresh($"manifest:{list}", "lake");

        Assert.Equal((5, 2, 3), Counts(first, "loaded"));
        // Tried once more at once, then with back-off; the lines that name nothing are said each time.
        Assert.Equal((5, 2, 3), Counts(second, "unchanged"));
        Assert.Equal((5, 4, 1), Counts(third, "unchanged"));
        using (var lake = new Lake(folder["lake"]))
        {
            Assert.Equal(
                ["/nowhere/at/all.dcm not-found 2", $"{list} list-error 3", $"s3://{bucket}/gone not-found 2"],
                lake.Rows("select replace(source_uri, 'file://', '') || ' ' || reason_code || ' ' || attempts from quarantine order by 1").Select(r => (string)r[0]!));
            Assert.Equal(
                "One line names no object. line 5: it names neither s3://bucket/key nor a path.",
                lake.Connection.QueryScalar<string>("select message from quarantine where reason_code = 'list-error'"));
        }

        File("list.csv", $"uri\ns3://{bucket}/1\ns3://{bucket}/2\n");
        Refresh($"manifest:{list}", "lake");
        using var mended = new Lake(folder["lake"]);
        Assert.Empty(mended.Rows("from quarantine where reason_code = 'list-error'"));
    }

    [BucketFact]
    public async Task CommandsOfS5cmd_ReachFoldersOfSeveralBucketsAndFiles()
    {
        var (a, b) = (await BucketAsync("series/1", "series/2", "other/3"), await BucketAsync("4", "5"));
        var list = File("list.s5cmd", $"# two buckets\ncp s3://{a}/series/* .\ncp s3://{a}/none/* .\ncp 's3://{b}/4' .\n");
        var summary = Refresh($"manifest:{list}", "lake");
        System.IO.File.WriteAllBytes(folder["near.dcm"], Files()[0]);
        var mixed = Refresh($"manifest:{File("mixed.txt", $"./near.dcm\ns3://{b}/5\n")}", "mixed");

        Assert.Equal((4, 3, 1), Counts(summary, "loaded"));
        Assert.Equal((2, 2, 0), Counts(mixed, "loaded"));
        using var lake = new Lake(folder["lake"]);
        Assert.Equal(
            new[] { $"s3://{a}/series/1", $"s3://{a}/series/2", $"s3://{b}/4" }.Order(StringComparer.Ordinal),
            lake.Rows("select source_uri from instances order by 1").Select(r => (string)r[0]!));
        using var files = new Lake(folder["mixed"]);
        Assert.Equal(1, files.Connection.QueryScalar<long>($"select count(*) from instances where source_uri = 'file://{folder["near.dcm"]}'"));
    }

    [BucketFact]
    public async Task ListThatIsNone_IsSaidAndTheLakeIsNotTouched()
    {
        var bucket = await BucketAsync("1");
        var inventory = await PutInventoryAsync(bucket, CsvOf(bucket, await ListAsync(bucket)), "CSV", DateTimeOffset.UtcNow, md5: "0123456789abcdef0123456789abcdef");
        RequireFailure($"manifest:{File("no-uri.csv", "key,size\n1,2\n")}", "a column uri");
        RequireFailure($"manifest:s3://{bucket}/no-such-list.csv", "There is no such object");
        RequireFailure($"manifest:{folder["nowhere.csv"]}", "does not exist");
        RequireFailure($"inventory:{inventory}", "MD5");
        RequireFailure($"manifest:{File("no-bucket.txt", "s3://etl-no-such-bucket/1\n")}", "does not exist");
    }

    public void Dispose() => folder.Dispose();

    private static (int, int, int) Counts(System.Text.Json.JsonElement summary, string good) => (
        summary.GetProperty("listed").GetInt32(), summary.GetProperty(good).GetInt32(), summary.GetProperty("quarantined").GetInt32());

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(',', '"') < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Time(S3Object o) => o.LastModified!.Value.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static List<byte[]> Files() => [.. Directory.EnumerateFiles(Path.Combine(SharedFolder.Files, "pydicom+pydicom"), "*.dcm", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal).Take(12).Select(System.IO.File.ReadAllBytes)];

    private System.Text.Json.JsonElement Refresh(string source, string lake) =>
        EtlProgram.Refresh(source, folder[lake], server.Environment(), "--no-publish");

    private void RequireFailure(string source, string text)
    {
        var refresh = EtlProgram.Run(["refresh", "--source", source, "--lake", folder["fresh"]], server.Environment());
        Assert.Equal(1, refresh.ExitCode);
        Assert.Contains(text, refresh.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["fresh"]));
        Assert.Equal(1, EtlProgram.Run(["sources", "check", source], server.Environment()).ExitCode);
    }

    private void RequireSame(string expected, string actual, params string[] leftOut)
    {
        using var a = new Lake(folder[expected]);
        using var b = new Lake(folder[actual]);
        RowDigest.RequireEqual(RowDigest.Of(a, leftOut), RowDigest.Of(b, leftOut));
        static List<string> Quarantine(Lake lake) =>
            [.. lake.Rows("select source_uri || ' ' || source_etag || ' ' || reason_code from quarantine").Select(r => (string)r[0]!).Order(StringComparer.Ordinal)];
        Assert.Equal(Quarantine(a), Quarantine(b));
    }

    private async Task<string> BucketAsync(params string[] keys)
    {
        var bucket = await server.MakeAsync();
        var files = Files();
        foreach (var (i, key) in keys.Index())
            await server.PutAsync(bucket, key, files[i]);
        return bucket;
    }

    private async Task<List<S3Object>> ListAsync(string bucket)
    {
        var found = new List<S3Object>();
        await foreach (var item in server.Client.Paginators.ListObjectsV2(new ListObjectsV2Request { BucketName = bucket }).S3Objects)
            found.Add(item);
        return found;
    }

    private string File(string name, string text)
    {
        System.IO.File.WriteAllText(folder[name], text);
        return folder[name];
    }

    private async Task<string> PutListAsync(string text)
    {
        var bucket = await server.MakeAsync();
        await server.PutAsync(bucket, "lists/list.csv", Encoding.UTF8.GetBytes(text));
        return $"s3://{bucket}/lists/list.csv";
    }

#pragma warning disable CA5351 // The checksum that inventories have.
    /// <summary>An inventory in a bucket of its own, laid out as S3 does: manifest.json, manifest.checksum and the data.</summary>
    private async Task<string> PutInventoryAsync(string of, byte[] data, string format, DateTimeOffset at, string? md5 = null)
    {
        var bucket = await server.MakeAsync();
        var key = $"inventories/{of}/all/data/0.{(format == "CSV" ? "csv.gz" : "parquet")}";
        var manifest = Encoding.UTF8.GetBytes($$"""
            {
              "sourceBucket" : "{{of}}", "destinationBucket" : "arn:aws:s3:::{{bucket}}", "version" : "2016-11-30",
              "creationTimestamp" : "{{at.ToUnixTimeMilliseconds()}}", "fileFormat" : "{{format}}",
              "fileSchema" : "Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, ETag",
              "files" : [ { "key" : "{{key}}", "size" : {{data.Length}}, "MD5checksum" : "{{md5 ?? Convert.ToHexStringLower(MD5.HashData(data))}}" } ]
            }
            """);
        var place = $"inventories/{of}/all/2024-05-01T06-00Z/manifest";
        await server.PutAsync(bucket, key, data);
        await server.PutAsync(bucket, place + ".json", manifest);
        await server.PutAsync(bucket, place + ".checksum", Encoding.UTF8.GetBytes(Convert.ToHexStringLower(MD5.HashData(manifest))));
        return $"s3://{bucket}/{place}.json";
    }
#pragma warning restore CA5351

    private static byte[] CsvOf(string bucket, IEnumerable<S3Object> objects)
    {
        var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (var o in objects)
            {
                var key = System.Net.WebUtility.UrlEncode(o.Key).Replace("%2F", "/", StringComparison.Ordinal);
                gzip.Write(Encoding.UTF8.GetBytes($"\"{bucket}\",\"{key}\",\"\",\"true\",\"false\",\"{o.Size}\",\"{Time(o)}\",\"{o.ETag.Trim('"')}\"\n"));
                gzip.Write(Encoding.UTF8.GetBytes($"\"{bucket}\",\"{key}\",\"old\",\"false\",\"false\",\"1\",\"{Time(o)}\",\"0\"\n"));
            }
        }

        return bytes.ToArray();
    }

    private byte[] ParquetOf(string bucket, IEnumerable<S3Object> objects)
    {
        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        var rows = objects.Select(o => $"({DuckDbSql.Literal(bucket)}, {DuckDbSql.Literal(o.Key)}, null::varchar, true, false, {o.Size}::bigint, timestamp '{Time(o).TrimEnd('Z')}', '{o.ETag.Trim('"')}')");
        connection.Execute($"""
            copy (from (values {string.Join(", ", rows)}) v(bucket, key, version_id, is_latest, is_delete_marker, size, last_modified_date, e_tag))
            to {DuckDbSql.Literal(folder["inventory.parquet"])} (format parquet)
            """);
        return System.IO.File.ReadAllBytes(folder["inventory.parquet"]);
    }
}
