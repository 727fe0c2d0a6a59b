using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Etl.Worker.DuckDb;
using Etl.Worker.Sources;
using Etl.Worker.Sources.Manifests;
using Etl.Worker.Tests.Cli;

namespace Etl.Worker.Tests.Sources.Manifests;

/// <summary>Inventories laid out as the documentation of S3 Inventory describes them.</summary>
public sealed class InventoryTests : IDisposable
{
    private const string Schema = "Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, ETag, StorageClass";

    private const string Rows = """
        "source-bucket","archive/a+b%2Bc.dcm","L3EERR","true","false","147173","2021-05-12T15:02:00.000Z","a5f5a8a6e3b1a5b9c3ad1c0e6a7c1f0d-2","STANDARD"
        "source-bucket","archive/a+b%2Bc.dcm","Hk2Ee1","false","false","9","2021-05-11T15:02:00.000Z","00000000000000000000000000000000","STANDARD"
        "source-bucket","archive/deleted.dcm","Q9","true","true","","2021-05-12T15:02:00.000Z","",""
        "source-bucket","archive/%C3%A4/x%23y.dcm","","true","false","12","2021-05-12T15:02:00.000Z","d41d8cd98f00b204e9800998ecf8427e","STANDARD"
        "source-bucket","archive/folder/","","true","false","0","2021-05-12T15:02:00.000Z","d41d8cd98f00b204e9800998ecf8427e","STANDARD"
        """;

    private static readonly NamedObject[] Expected =
    [
        new("source-bucket", "archive/a b+c.dcm")
        {
            Size = 147173, Tag = "a5f5a8a6e3b1a5b9c3ad1c0e6a7c1f0d-2", ModifiedAt = new DateTime(2021, 5, 12, 15, 2, 0, DateTimeKind.Utc),
        },
        new("source-bucket", "archive/ä/x#y.dcm")
        {
            Size = 12, Tag = "d41d8cd98f00b204e9800998ecf8427e", ModifiedAt = new DateTime(2021, 5, 12, 15, 2, 0, DateTimeKind.Utc),
        },
    ];

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Csv_NamesTheNewestVersions()
    {
        WriteCsv(Rows);
        using var inventory = Open();

        Assert.Equal(Expected, inventory.Read(default));
        Assert.Equal((2, null), (inventory.Count, inventory.Problem));
        Assert.Equal(new ListingExtent("s3://source-bucket/archive/", DateTimeOffset.FromUnixTimeMilliseconds(1620831600000)), inventory.Extent);
    }

    [Fact]
    public void Parquet_NamesTheNewestVersions()
    {
        var file = Path.Combine(folder.Path, "config", "data", "1.parquet");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using (var database = DuckDbDatabase.Open())
        using (var connection = database.Connect())
        {
            connection.Execute($"""
                copy (
                  select 'source-bucket' as bucket, * from (values
                    ('archive/a b+c.dcm', 'L3EERR', true, false, 147173::bigint, timestamp '2021-05-12 15:02:00', 'a5f5a8a6e3b1a5b9c3ad1c0e6a7c1f0d-2'),
                    ('archive/a b+c.dcm', 'Hk2Ee1', false, false, 9, timestamp '2021-05-11 15:02:00', 'x'),
                    ('archive/deleted.dcm', 'Q9', true, true, null, timestamp '2021-05-12 15:02:00', null),
                    ('archive/ä/x#y.dcm', null, true, false, 12, timestamp '2021-05-12 15:02:00', 'd41d8cd98f00b204e9800998ecf8427e')
                  ) v(key, version_id, is_latest, is_delete_marker, size, last_modified_date, e_tag)
                ) to {DuckDbSql.Literal(file)} (format parquet)
                """);
        }

        Manifest("Parquet", "message s3.inventory { required binary bucket (UTF8); required binary key (UTF8); }", "config/data/1.parquet", Md5(file));
        using var inventory = Open();

        Assert.Equal(Expected, inventory.Read(default));
        Assert.Equal(2, inventory.Count);
    }

    [Fact]
    public void FewColumns_AreEnough()
    {
        WriteCsv("\"source-bucket\",\"a/1\"\n\"source-bucket\",\"a/b/2\"\n\"source-bucket\",\"a/b/3\"\n", schema: "Bucket, Key");
        using var inventory = Open();

        Assert.Equal([new NamedObject("source-bucket", "a/1"), new("source-bucket", "a/b/2"), new("source-bucket", "a/b/3")], inventory.Read(default));
        Assert.Equal("s3://source-bucket/a/", inventory.Extent.Below);
    }

    [Fact]
    public void RowsThatNameNothing_AreCounted()
    {
        WriteCsv(Rows + "\n\"other\",\"a\",\"\",\"true\",\"false\",\"1\",\"2021-05-12T15:02:00.000Z\",\"e\",\"\"\n\"source-bucket\",\"a\"\n");
        using var inventory = Open();

        Assert.Equal(2, inventory.Count);
        Assert.Equal("2 lines name no object. The first is file 1, line 6: its bucket is not the inventory's.", inventory.Problem);
    }

    [Fact]
    public void KeysOfAllFolders_TellOfTheWholeBucket()
    {
        WriteCsv("\"source-bucket\",\"/x\"\n\"source-bucket\",\"y\"\n", schema: "Bucket, Key");
        using var inventory = Open();
        Assert.Equal("s3://source-bucket/", inventory.Extent.Below);
    }

    [Fact]
    public void NothingNamed_TellsOfNothing()
    {
        WriteCsv("");
        using var inventory = Open();
        Assert.Equal(ListingExtent.Nothing, inventory.Extent);
    }

    [Theory]
    [InlineData("data", "does not have the MD5 that the inventory states")]
    [InlineData("checksum", "does not have the MD5 that the manifest.checksum beside it states")]
    [InlineData("missing", "does not exist")]
    [InlineData("orc", "has the format ORC; CSV or Parquet was expected")]
    [InlineData("json", "is no manifest.json of an S3 Inventory")]
    [InlineData("schema", "has no column Key in its fileSchema")]
    [InlineData("parquet", "has a file that is no Parquet")]
    [InlineData("gzip", "cannot be decompressed")]
    public void BadInventory_IsSaid(string what, string message)
    {
        var file = WriteCsv(Rows);
        switch (what)
        {
            case "data":
                File.AppendAllText(file, "x");
                break;
            case "checksum":
                folder.File("config/2021-05-12T15-00Z/manifest.checksum", "0123456789abcdef0123456789abcdef\n");
                break;
            case "missing":
                File.Delete(file);
                break;
            case "orc":
                Manifest("ORC", "struct<bucket:string>", "config/data/1.csv.gz", Md5(file));
                break;
            case "json":
                folder.File("config/2021-05-12T15-00Z/manifest.json", "not json");
                break;
            case "schema":
                Manifest("CSV", "Bucket, Size", "config/data/1.csv.gz", Md5(file));
                break;
            case "parquet":
                Manifest("Parquet", "message s3.inventory {}", "config/data/1.csv.gz", Md5(file));
                break;
            default:
                var bytes = File.ReadAllBytes(file);
                bytes.AsSpan(20, 20).Fill(0xFF);
                File.WriteAllBytes(file, bytes);
                Manifest("CSV", Schema, "config/data/1.csv.gz", Md5(file));
                break;
        }

        var failure = Assert.ThrowsAny<IOException>(Open);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ChecksumBesideTheManifest_IsHeeded()
    {
        WriteCsv(Rows);
        folder.File("config/2021-05-12T15-00Z/manifest.checksum", Md5(Path.Combine(folder.Path, "config/2021-05-12T15-00Z/manifest.json")) + "\n");
        using var inventory = Open();
        Assert.Equal(2, inventory.Count);
    }

    public void Dispose() => folder.Dispose();

    private Inventory Open() =>
        Inventory.Open(new SourceOptions { Uri = $"inventory:{Path.Combine(folder.Path, "config/2021-05-12T15-00Z/manifest.json")}" }, new Traffic(), default);

    private string WriteCsv(string rows, string schema = Schema)
    {
        var file = Path.Combine(folder.Path, "config", "data", "1.csv.gz");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using (var gzip = new GZipStream(File.Create(file), CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(rows));
        Manifest("CSV", schema, "config/data/1.csv.gz", Md5(file));
        return file;
    }

    private void Manifest(string format, string schema, string key, string md5)
    {
        Directory.CreateDirectory(Path.Combine(folder.Path, "config", "2021-05-12T15-00Z"));
        folder.File("config/2021-05-12T15-00Z/manifest.json", $$"""
            {
              "sourceBucket" : "source-bucket",
              "destinationBucket" : "arn:aws:s3:::destination-bucket",
              "version" : "2016-11-30",
              "creationTimestamp" : "1620831600000",
              "fileFormat" : "{{format}}",
              "fileSchema" : "{{schema}}",
              "files" : [ { "key" : "{{key}}", "size" : 1, "MD5checksum" : "{{md5}}" } ]
            }
            """);
    }

#pragma warning disable CA5351 // The checksum that inventories have.
    private static string Md5(string file) => Convert.ToHexStringLower(MD5.HashData(File.ReadAllBytes(file)));
#pragma warning restore CA5351
}
