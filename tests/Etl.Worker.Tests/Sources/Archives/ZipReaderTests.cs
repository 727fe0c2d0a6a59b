using System.Text;
using Etl.Worker.Sources.Archives;

namespace Etl.Worker.Tests.Sources.Archives;

/// <summary>Zips laid out by hand: what is wrong with one member is that member's, what is wrong with the directory is the archive's.</summary>
public sealed class ZipReaderTests
{
    private static readonly ZipMember Good = new("good", "content of the good one") { Method = 8 };

    [Fact]
    public void Checksum_IsThatOfTheCheckValue() => Assert.Equal(0xCBF43926u, Crc32.Append(0, "123456789"u8));

    [Theory]
    [InlineData("encrypted", ArchiveFault.Encrypted)]
    [InlineData("masked", ArchiveFault.Encrypted)]
    [InlineData("method", ArchiveFault.Unsupported)]
    [InlineData("checksum", ArchiveFault.BadMember)]
    [InlineData("deflate data", ArchiveFault.BadMember)]
    [InlineData("deflate data cut", ArchiveFault.BadMember)]
    [InlineData("local signature", ArchiveFault.BadMember)]
    [InlineData("local method", ArchiveFault.BadMember)]
    [InlineData("size too large", ArchiveFault.BadMember)]
    [InlineData("stored sizes differ", ArchiveFault.BadMember)]
    [InlineData("reaches into the next", ArchiveFault.BadMember)]
    [InlineData("offset beyond the end", ArchiveFault.BadMember)]
    [InlineData("zip64 field missing a value", ArchiveFault.BadMember)]
    [InlineData("zip64 negative", ArchiveFault.BadMember)]
    public void OneBadMember_LeavesTheOthers(string what, object fault)
    {
        var plain = new ZipMember("bad", "content of the bad one");
        var deflated = plain with { Method = 8 };
        var bad = what switch
        {
            "encrypted" => plain with { Flags = 1 },
            "masked" => plain with { Flags = 1 << 13 },
            "method" => plain with { Method = 12 },
            "checksum" => deflated with { Crc = 1 },
            "deflate data" => deflated with { Data = [0xFF, 0xFF, 0xFF, 0xFF] },
            "deflate data cut" => deflated with { Data = deflated.Stored[..^4] },
            "local signature" => plain with { LocalSignature = 0 },
            "local method" => plain with { LocalMethod = 8 },
            "size too large" => deflated with { Size = 1000 },
            "stored sizes differ" => plain with { Size = 1000 },
            "reaches into the next" => plain with { Size = 40, CompressedSize = 40 },
            "offset beyond the end" => plain with { Offset = 0x7FFFFFFF },
            "zip64 field missing a value" => plain with { Size = uint.MaxValue, Extra = [1, 0, 0, 0] },
            _ => plain with { Size = uint.MaxValue, Extra = [1, 0, 8, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF] },
        };
        var read = ReadMember.All(ArchiveBytes.Zip(Good, bad, Good with { Name = "last"u8.ToArray() }), out var problem);

        Assert.Null(problem);
        Assert.Equal(3, read.Count);
        Assert.Equal((ArchiveFault)fault, read.Single(m => m.Fragment == "bad").Fault);
        Assert.All(read.Where(m => m.Fragment != "bad"), m => Assert.Equal(Good.Content, m.Bytes));
    }

    [Theory]
    [InlineData("count", "entries")]
    [InlineData("size", "declared")]
    [InlineData("entry", "entries")]
    [InlineData("volumes", "volumes")]
    public void BrokenDirectory_IsTheArchives(string what, string message)
    {
        var archive = ArchiveBytes.Zip([Good, Good], (end, directory) =>
        {
            switch (what)
            {
                case "count":
                    end[10] = 3;
                    break;
                case "size":
                    end[15] = 0x7F;
                    break;
                case "volumes":
                    end[4] = 2;
                    break;
                default:
                    directory[0] = 0;
                    break;
            }
        });
        Assert.Empty(ReadMember.All(archive, out var problem, ArchiveKind.Zip));
        Assert.Equal(ArchiveFault.BadArchive, problem!.Fault);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EndMissing_IsTheArchives()
    {
        Assert.Empty(ReadMember.All(ArchiveBytes.Zip(Good)[..^10], out var problem));
        Assert.Equal(ArchiveFault.BadArchive, problem!.Fault);
    }

    [Fact]
    public void NoMembers_IsSaid()
    {
        Assert.Empty(ReadMember.All(ArchiveBytes.Zip(new ZipMember("folder/", "")), out var problem));
        Assert.Equal(ArchiveFault.Empty, problem!.Fault);
    }

    [Fact]
    public void EndRecordInsideTheComment_IsNotTaken()
    {
        // The comment is declared in the end record; a record in it would need a comment of its own that fits.
        var archive = ArchiveBytes.Zip([Good], (end, _) => end[20] = 26);
        byte[] fake = [.. "PK\u0005\u0006"u8, .. new byte[16], 0xFF, 0xFF, 1, 2, 3, 4];
        var read = ReadMember.All([.. archive, .. fake], out var problem);
        Assert.Null(problem);
        Assert.Equal(Good.Content, Assert.Single(read).Bytes);
    }

    [Fact]
    public void SameName_GetsANumber()
    {
        var read = ReadMember.All(ArchiveBytes.Zip(Good, Good with { Name = "good#2"u8.ToArray() }, Good, Good), out _);
        Assert.Equal(["good", "good%232", "good#2", "good#3"], read.Select(m => m.Fragment));
    }

    [Fact]
    public void Names_OnlyIdentify()
    {
        string[] names = ["../../etc/passwd", "/etc/passwd", "C:\\x", "a\0b", "", "a/./b//c"];
        var read = ReadMember.All(ArchiveBytes.Zip([.. names.Select(n => new ZipMember(n, n))]), out _);
        Assert.Equal(["../../etc/passwd", "/etc/passwd", "C%3A%5Cx", "a%00b", "", "a/./b//c"], read.Select(m => m.Fragment));
        Assert.Equal(names, read.Select(m => Encoding.UTF8.GetString(m.Bytes)));
    }

    [Fact]
    public void EntriesOfOnePlace_AreReadOnce()
    {
        // A bomb of one kernel: every entry names the same bytes.
        var first = new ZipMember("first", "kernel");
        var read = ReadMember.All(
            ArchiveBytes.Zip([first, .. Enumerable.Range(0, 100).Select(i => new ZipMember($"again{i}", "kernel") { Offset = 0 })]), out _);
        Assert.Equal(101, read.Count);
        Assert.Equal("first", Assert.Single(read, m => m.Fault is null).Fragment);
    }

    [Fact]
    public void NestedEntries_AreNotRead()
    {
        // The first entry's data holds the second's local header: it would be read twice.
        var inner = ArchiveBytes.Zip(new ZipMember("inner", "x"))[..36];
        var outer = new ZipMember("outer", "") { Data = inner, CompressedSize = 36, Size = 36, Crc = ArchiveBytes.Checksum(inner) };
        var read = ReadMember.All(ArchiveBytes.Zip(outer, new ZipMember("inner", "x") { Offset = 35 }), out _);
        Assert.Equal(ArchiveFault.BadMember, read.Single(m => m.Fragment == "outer").Fault);
    }

    [Fact]
    public void MemberThatInflatesWithoutEnd_IsCut()
    {
        var zeros = new byte[200 << 20];
        var bomb = new ZipMember("bomb"u8.ToArray(), []) { Method = 8, Data = ArchiveBytes.Deflate(zeros), Size = (uint)zeros.Length };
        var read = ReadMember.All(ArchiveBytes.Zip(bomb, Good), out _);
        Assert.Equal([ArchiveFault.Limit, null], read.Select(m => m.Fault));
    }
}
