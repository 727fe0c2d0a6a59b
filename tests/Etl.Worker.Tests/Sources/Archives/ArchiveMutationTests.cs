using Etl.Worker.Sources.Archives;

namespace Etl.Worker.Tests.Sources.Archives;

/// <summary>Whatever the bytes, reading an archive ends, with members, a problem, or both; nothing else gets out.</summary>
public sealed class ArchiveMutationTests
{
    private static readonly byte[] Zip = ArchiveBytes.Zip(
        new ZipMember("stored", "some content"), new ZipMember("deflated", new string('d', 3000)) { Method = 8 }, new ZipMember("third", "3") { Method = 8 });

    private static readonly byte[] Tar =
    [
        .. ArchiveBytes.TarMember("pax", "20 path=longer/name\n"u8.ToArray(), 'x'), .. ArchiveBytes.TarMember("a", "first"u8.ToArray()),
        .. ArchiveBytes.TarMember("././@LongLink", new byte[200].Select(_ => (byte)'n').ToArray(), 'L'), .. ArchiveBytes.Tar(("b", new string('b', 700))),
    ];

    public static TheoryData<string> Kinds => ["zip", "tar", "gz"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EveryPrefix_Ends(string kind)
    {
        var (archive, how) = Of(kind);
        for (var length = 0; length < archive.Length; length++)
            Read(archive[..length], how);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EveryByteChanged_Ends(string kind)
    {
        var (archive, how) = Of(kind);
        foreach (var value in new byte[] { 0x00, 0x01, 0x7F, 0x80, 0xFF })
        {
            for (var i = 0; i < archive.Length; i++)
            {
                var changed = (byte[])archive.Clone();
                changed[i] = changed[i] == value ? (byte)(value ^ 0x55) : value;
                Read(changed, how);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ManyChanges_End(string kind)
    {
        var (archive, how) = Of(kind);
        var random = new Random(1);
        for (var round = 0; round < 5000; round++)
        {
            var changed = (byte[])archive.Clone();
            for (var i = random.Next(1, 20); i > 0; i--)
                changed[random.Next(changed.Length)] = (byte)(random.Next(3) == 0 ? 0xFF : random.Next(256));
            // A tar's headers are sealed again now and then, or none would get past their checksum.
            for (var at = 0; kind == "tar" && round % 2 == 0 && at + 512 <= changed.Length; at += 512)
                ArchiveBytes.Sealed(changed.AsSpan(at, 512).ToArray()).CopyTo(changed, at);
            Read(changed, how);
        }
    }

    private static (byte[] Archive, ArchiveKind Kind) Of(string kind) => kind switch
    {
        "zip" => (Zip, ArchiveKind.Zip),
        "tar" => (Tar, ArchiveKind.Tar),
        _ => (ArchiveBytes.GZip(Tar), ArchiveKind.GZip),
    };

    private static void Read(byte[] archive, ArchiveKind kind)
    {
        using var reader = ArchiveReader.Open(kind, ReadMember.Ranges(archive), archive.Length, RangeCost.LocalFile);
        var buffer = new byte[64];
        var members = 0;
        while (reader.MoveNext(CancellationToken.None))
        {
            Assert.True(++members <= archive.Length / 46 + 1);
            if (reader.Member.Problem is not null)
                continue;
            try
            {
                // As a parser may: the start, far ahead, the start again.
                foreach (var offset in new[] { 0, 100, 30, Math.Max(0, reader.Member.Size - 5) })
                    reader.Read(buffer, offset);
            }
            catch (ArchiveException)
            {
                // A bad member.
            }
        }

        Assert.True(members > 0 || reader.Problem is not null);
    }
}
