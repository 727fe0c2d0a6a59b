using Etl.Worker.Sources.Archives;
using Etl.Worker.Tests.Sample;

namespace Etl.Worker.Tests.Sources.Archives;

/// <summary>Names, sizes, checksums and bytes of members as Python's zipfile and tarfile read them.</summary>
public sealed class PythonArchiveTests(PythonArchives archives) : IClassFixture<PythonArchives>
{
    private const string Python = "/usr/bin/python3";

    [ExternalToolFact(Python)]
    public void EveryMember_IsAsPythonReadsIt()
    {
        Assert.True(archives.Expected.Count >= 20, $"{archives.Expected.Count} archives");
        foreach (var (file, expected) in archives.Expected)
        {
            var read = ReadMember.All(archives.Bytes(file), out var problem);
            Assert.True(problem is null || file == "none.zip", $"{file}: {problem}");
            Assert.Equal(
                expected.Select(m => $"{file} {m.Fragment} {m.Size} {m.Hash}").Order(StringComparer.Ordinal),
                read.Select(m => $"{file} {m.Fragment} {m.Size} {m.Hash}").Order(StringComparer.Ordinal));
            if (file.EndsWith(".zip", StringComparison.Ordinal))
                Assert.Equal(expected.Select(m => $"{m.Crc:x8}-{m.Size}").Order(StringComparer.Ordinal), read.Select(m => m.Version).Order(StringComparer.Ordinal));
        }
    }

    [ExternalToolFact(Python)]
    public void Kind_IsToldByContent()
    {
        foreach (var file in archives.Expected.Keys)
        {
            var kind = file.EndsWith(".zip", StringComparison.Ordinal) ? ArchiveKind.Zip
                : file.EndsWith(".gz", StringComparison.Ordinal) ? ArchiveKind.GZip : ArchiveKind.Tar;
            Assert.Equal((file, kind), (file, ArchiveSignature.Of(archives.Bytes(file).AsSpan(0, Math.Min(512, archives.Bytes(file).Length)))));
        }
    }

    [ExternalToolFact(Python)]
    public void Bytes_MayBeSkippedAndAskedForAgain()
    {
        foreach (var file in new[] { "plain.zip", "gnu.tar", "gnu.tar.gz" })
        {
            var bytes = archives.Bytes(file);
            var whole = ReadMember.All(bytes, out _);
            using var reader = ArchiveReader.Open(ArchiveSignature.Of(bytes), ReadMember.Ranges(bytes), bytes.Length, RangeCost.LocalFile);
            var place = 0;
            while (reader.MoveNext(CancellationToken.None))
            {
                var expected = whole[place++].Bytes;
                if (expected.Length < 70_000)
                    continue;
                foreach (var at in new[] { 0, 60_000, 100, 60_500, 30_000 })
                {
                    var target = new byte[1000];
                    Assert.Equal(1000, ((ReadRange)reader.Read).Fully(target, at));
                    Assert.Equal(expected[at..(at + 1000)], target);
                }
            }

            Assert.Equal(whole.Count, place);
        }
    }

    [ExternalToolFact(Python)]
    public void ZipOverRequests_NeedsFewerThanMembers()
    {
        var bytes = archives.Bytes("many.zip");
        var requests = 0;
        using var reader = ArchiveReader.Open(ArchiveKind.Zip, ReadMember.Ranges(bytes, (_, _) => requests++), bytes.Length, RangeCost.Request);
        var buffer = new byte[100];
        var members = 0;
        for (; reader.MoveNext(CancellationToken.None); members++)
            Assert.NotEqual(0, reader.Read(buffer, 0));
        Assert.Equal(70_000, members);
        // The tail, the directory in megabytes, the members in pieces of four.
        Assert.InRange(requests, 1, 10);
    }

    [ExternalToolFact(Python)]
    public void TarOverRanges_SkipsBodies()
    {
        var bytes = archives.Bytes("gnu.tar");
        var read = 0L;
        using var reader = ArchiveReader.Open(ArchiveKind.Tar, ReadMember.Ranges(bytes, (_, count) => read += count), bytes.Length, RangeCost.LocalFile);
        while (reader.MoveNext(CancellationToken.None))
        {
        }

        Assert.InRange(read, 1, bytes.Length / 4);
    }
}
