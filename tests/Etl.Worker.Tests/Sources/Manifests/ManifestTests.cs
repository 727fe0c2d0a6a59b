using System.IO.Compression;
using System.Text;
using Etl.Worker.Sources;
using Etl.Worker.Sources.Manifests;
using Etl.Worker.Tests.Cli;

namespace Etl.Worker.Tests.Sources.Manifests;

/// <summary>Lists as people write them: what is named is what stands there, and what names nothing is counted.</summary>
public sealed class ManifestTests : IDisposable
{
    private const long Unknown = ObjectInfo.UnknownSize;
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Csv_NamesObjectsWithWhatItSaysOfThem()
    {
        using var manifest = Open(""""
            size,uri,owner,etag,last_modified
            12,s3://bucket/a b.dcm,me,"""0f1e""",2024-05-01T06:00:00.123Z
            ,s3://other/"quoted".dcm,me,,
            7,"s3://bucket/comma,""quote"".dcm",me,abc,2024-05-01 06:00:00
            9,s3://bucket/no-tag.dcm,me,,2024-05-01T06:00:00Z

            """");

        Assert.Equal(
            [
                new NamedObject("bucket", "a b.dcm") { Size = 12, Tag = "0f1e", ModifiedAt = new DateTime(2024, 5, 1, 6, 0, 0, 123, DateTimeKind.Utc) },
                new NamedObject("other", "\"quoted\".dcm"),
                new NamedObject("bucket", "comma,\"quote\".dcm") { Size = 7, Tag = "abc", ModifiedAt = new DateTime(2024, 5, 1, 6, 0, 0, DateTimeKind.Utc) },
                // A size without an etag may be that of another state.
                new NamedObject("bucket", "no-tag.dcm"),
            ],
            manifest.Read(default));
        Assert.Equal(["bucket", "other"], manifest.Buckets);
        Assert.Equal((4, false, null), (manifest.Count, manifest.HasFiles, manifest.Problem));
    }

    [Fact]
    public void ColumnsOfTheWarehouse_NameObjectsAsItsUrisDo()
    {
        using var manifest = Open("""
            source_uri,source_etag,source_size
            s3://bucket/x%23y%25.dcm,e1,5
            s3://bucket/a.zip#member/1.dcm,e2#1,5
            file:///data/%C3%A4.dcm,1-5,5
            """);

        Assert.Equal(["x#y%.dcm", "a.zip", "/data/ä.dcm"], manifest.Read(default).Select(n => n.Key));
    }

    [Fact]
    public void PlainList_NamesObjectsFilesAndFolders()
    {
        using var manifest = Open("\uFEFF# made by hand\r\n\r\ns3://bucket/100%25.dcm\r\n/data/a.dcm\r\nfile:///data/b%20c.dcm\n./near.dcm\ns3://bucket/series/*\ns3://all/*");

        Assert.Equal(
            [
                new NamedObject("bucket", "100%25.dcm"), new NamedObject(null, "/data/a.dcm"), new NamedObject(null, "/data/b c.dcm"),
                new NamedObject(null, Path.Combine(folder.Path, "near.dcm")), new NamedObject("bucket", "series/") { IsFolder = true },
                new NamedObject("all", "") { IsFolder = true },
            ],
            manifest.Read(default));
        Assert.True(manifest.HasFiles);
        Assert.Null(manifest.Problem);
    }

    [Fact]
    public void CommandsOfS5cmd_NameWhatTheyCopy()
    {
        using var manifest = Open("""
            # Download with: s5cmd --no-sign-request run list.s5cmd
            cp s3://idc-open-data/0a1b/* .
            cp --if-size-differ "s3://bucket/a b.dcm" 'to here'/
              cp s3://bucket/it\'s.dcm .
            cp s3://bucket/*.dcm .
            rm s3://bucket/a.dcm
            cp local.dcm s3://bucket/"open
            """);

        Assert.Equal(
            [new NamedObject("idc-open-data", "0a1b/") { IsFolder = true }, new NamedObject("bucket", "a b.dcm"), new NamedObject("bucket", "it's.dcm")],
            manifest.Read(default));
        Assert.Equal("3 lines name no object. The first is line 5: of patterns only an asterisk behind the last slash is known.", manifest.Problem);
    }

    [Theory]
    [InlineData("s3://bucket", "it names no key; all below a folder is s3://bucket/folder/*")]
    [InlineData("s3://bucket/folder/", "it names no key; all below a folder is s3://bucket/folder/*")]
    [InlineData("s3://x/y", "it names no bucket")]
    [InlineData("gs://bucket/key", "it names neither s3://bucket/key nor a path")]
    [InlineData("relative.dcm", "it names neither s3://bucket/key nor a path")]
    [InlineData("", "it names neither s3://bucket/key nor a path")]
    [InlineData("s3://bucket/a,x", "its size is no number")]
    [InlineData("s3://bucket/a,-1", "its size is no number")]
    [InlineData("s3://bucket/a,1,e,yesterday", "its time is no time")]
    [InlineData("s3://bucket/a,1,e,,more", "it has 5 fields where the header has 4")]
    [InlineData("\"s3://bucket/a", "a quote is not closed")]
    [InlineData("\"s3://bucket/a\"b", "a quote is not closed")]
    [InlineData("s3://bucket/\uFFFD", "it is not UTF-8")]
    public void LineThatNamesNothing_IsCountedWithoutItsText(string line, string problem)
    {
        var fields = line.Count(c => c == ',') is var commas and < 3 ? line + new string(',', 3 - commas) : line;
        using var manifest = Open($"uri,size,etag,last_modified\ns3://bucket/good,,,\n{fields}\ns3://bucket/better,,,\n");

        Assert.Equal(["good", "better"], manifest.Read(default).Select(n => n.Key));
        Assert.Equal(line.Length == 0 ? null : $"One line names no object. line 3: {problem}.", line.Length == 0 ? null : manifest.Problem);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("key,size\na.dcm,5\n", "has neither a header with a column uri")]
    [InlineData("{\"files\": []}", "has neither a header with a column uri")]
    [InlineData("\u001F\u008B rubbish", "has neither a header with a column uri")]
    public void WhatIsNoManifest_IsSaid(string text, string message)
    {
        var failure = Assert.ThrowsAny<IOException>(() => Open(text));
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.Contains("list.csv", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MissingFile_IsSaid() =>
        Assert.Contains("does not exist", Assert.ThrowsAny<IOException>(() => Manifest.Open(Options("nowhere.csv"), new Traffic(), default)).Message, StringComparison.Ordinal);

    [Fact]
    public void Gzip_IsReadAndDamageIsSaid()
    {
        var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes("uri\n" + string.Concat(Enumerable.Range(0, 10_000).Select(i => $"s3://bucket/{i * 7919}\n"))));
        var file = Path.Combine(folder.Path, "list.csv");
        File.WriteAllBytes(file, bytes.ToArray());
        using (var manifest = Manifest.Open(Options("list.csv"), new Traffic(), default))
            Assert.Equal(10_000, manifest.Count);
        var spoilt = bytes.ToArray();
        spoilt.AsSpan(spoilt.Length / 2, 64).Fill(0xFF);
        File.WriteAllBytes(file, spoilt);

        Assert.Contains("damaged", Assert.ThrowsAny<IOException>(() => Manifest.Open(Options("list.csv"), new Traffic(), default)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EndlessLine_IsOneLineThatNamesNothing()
    {
        using var manifest = Open($"s3://bucket/a\ns3://bucket/{new string('x', 1_000_000)}\ns3://bucket/b");

        Assert.Equal(["a", "b"], manifest.Read(default).Select(n => n.Key));
        Assert.Equal("One line names no object. line 2: it is too long.", manifest.Problem);
    }

    [Theory]
    [InlineData("a\nb\r\nc\rd", "a|b|c|d")]
    [InlineData("a\n\n\r\nb\n", "a|||b")]
    [InlineData("\n", "")]
    public void Lines_EndAsTheyDoAnywhere(string text, string expected)
    {
        using var lines = new ListLines(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        var found = new List<string>();
        while (lines.Read() is { } line)
            found.Add(line);
        Assert.Equal(expected, string.Join('|', found));
        Assert.Equal(found.Count, lines.Number);
    }

    [Fact]
    public void Lines_AreThoseOfAnotherReaderWhereverBuffersEnd()
    {
        var random = new Random(5);
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(_ => random.Next(6) switch { 0 => "\n", 1 => "\r\n", 2 => "\r", _ => new string('é', random.Next(40)) }));
        using var lines = new ListLines(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        using var other = new StringReader(text);
        while (other.ReadLine() is { } expected)
            Assert.Equal(expected, lines.Read());
        Assert.Null(lines.Read());
    }

    public void Dispose() => folder.Dispose();

    private Manifest Open(string text)
    {
        folder.File("list.csv", text);
        return Manifest.Open(Options("list.csv"), new Traffic(), default);
    }

    private SourceOptions Options(string name) => new() { Uri = $"manifest:{Path.Combine(folder.Path, name)}" };
}
