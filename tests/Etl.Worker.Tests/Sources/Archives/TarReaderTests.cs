using System.Text;
using Etl.Worker.Sources.Archives;

namespace Etl.Worker.Tests.Sources.Archives;

/// <summary>Tars laid out by hand, each also inside gzip.</summary>
public sealed class TarReaderTests
{
    public static TheoryData<bool> Compressions => [false, true];

    [Theory]
    [MemberData(nameof(Compressions))]
    public void Cut_KeepsWhatComesBefore(bool isCompressed)
    {
        var tar = ArchiveBytes.Tar(("a", "first"), ("b", new string('b', 2000)), ("c", "third"));
        var read = Read(tar[..(1024 + 512 + 700)], isCompressed, out var problem);
        Assert.Equal(["a", "b"], read.Select(m => m.Fragment));
        Assert.Equal([null, ArchiveFault.BadMember], read.Select(m => m.Fault));
        Assert.Equal(ArchiveFault.BadArchive, problem!.Fault);
    }

    [Theory]
    [MemberData(nameof(Compressions))]
    public void EndMarkMissing_IsSaid(bool isCompressed)
    {
        var read = Read(ArchiveBytes.Tar(("a", "first"))[..1024], isCompressed, out var problem);
        Assert.Equal("first"u8.ToArray(), Assert.Single(read).Bytes);
        Assert.Equal(ArchiveFault.BadArchive, problem!.Fault);
    }

    [Theory]
    [MemberData(nameof(Compressions))]
    public void DamagedHeader_EndsTheArchive(bool isCompressed)
    {
        var tar = ArchiveBytes.Tar(("a", "first"), ("b", "second"));
        tar[1024 + 10] ^= 0xFF;
        var read = Read(tar, isCompressed, out var problem);
        Assert.Equal("a", Assert.Single(read).Fragment);
        Assert.Contains("1024", problem!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Compressions))]
    public void TwoTarsInARow_AreBothRead(bool isCompressed)
    {
        byte[] both = [.. ArchiveBytes.Tar(("a", "1")), .. new byte[4096], .. ArchiveBytes.Tar(("a", "2"))];
        var read = Read(both, isCompressed, out var problem);
        Assert.Null(problem);
        Assert.Equal(["a", "a#2"], read.Select(m => m.Fragment));
    }

    [Theory]
    [InlineData("77777777777")] // 8 GiB, of which there is nothing
    [InlineData("\x80\0\0\0\0\0\x7F\0\0\0\0\0")]
    public void SizeBeyondTheEnd_TakesNoMemory(string size)
    {
        var member = ArchiveBytes.TarMember("large", [], size: "");
        Encoding.Latin1.GetBytes(size).CopyTo(member.AsSpan(124));
        var read = ReadMember.All([.. ArchiveBytes.TarMember("a", "1"u8.ToArray()), .. ArchiveBytes.Sealed(member), .. new byte[1024]], out var problem);
        Assert.Equal([null, ArchiveFault.BadMember], read.Select(m => m.Fault));
        Assert.Equal(ArchiveFault.BadArchive, problem!.Fault);
    }

    [Theory]
    [InlineData("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFE")]
    [InlineData("\x80\0\0\0\xFF\0\0\0\0\0\0\0")]
    [InlineData("12x")]
    public void SizeThatIsNone_EndsTheArchive(string size)
    {
        var member = ArchiveBytes.TarMember("odd", [], size: "");
        Encoding.Latin1.GetBytes(size).CopyTo(member.AsSpan(124));
        Assert.Empty(ReadMember.All([.. ArchiveBytes.Sealed(member), .. new byte[1024]], out var problem));
        Assert.Equal(ArchiveFault.BadArchive, problem!.Fault);
    }

    [Theory]
    [InlineData("20 path=longer/name\n", "longer/name")]
    [InlineData("12 size=abc\n", null)]
    [InlineData("99 path=x\n", null)]
    [InlineData("-1 path=x\n", null)]
    [InlineData("0 path=x\n", null)]
    [InlineData("path=x\n", null)]
    public void ExtendedHeader_IsReadOrEndsTheArchive(string record, string? name)
    {
        byte[] tar = [.. ArchiveBytes.TarMember("pax", Encoding.ASCII.GetBytes(record), 'x'), .. ArchiveBytes.Tar(("short", "1"))];
        var read = ReadMember.All(tar, out var problem);
        Assert.Equal(name is null ? [] : [name], read.Select(m => m.Fragment));
        Assert.Equal(name is null, problem is not null);
    }

    [Fact]
    public void NameWithoutEnd_TakesNoMemory()
    {
        var member = ArchiveBytes.TarMember("././@LongLink", [], 'L', "77777777777");
        Assert.Empty(ReadMember.All([.. member, .. new byte[4096]], out var problem));
        Assert.Equal(ArchiveFault.Limit, problem!.Fault);
    }

    [Fact]
    public void SparseMember_IsNotReadAndTheNextIs()
    {
        byte[] tar = [.. ArchiveBytes.TarMember("sparse", new byte[600], 'S'), .. ArchiveBytes.Tar(("a", "1"))];
        var read = ReadMember.All(tar, out _);
        Assert.Equal([ArchiveFault.Unsupported, null], read.Select(m => m.Fault));
    }

    [Fact]
    public void GzipWithoutATar_IsNoArchive()
    {
        Assert.Empty(ReadMember.All(ArchiveBytes.GZip(new byte[5000].Select((_, i) => (byte)(i * 7)).ToArray()), out var problem));
        Assert.Equal(ArchiveFault.NoArchive, problem!.Fault);
    }

    [Fact]
    public void TarThatInflatesWithoutEnd_IsCut()
    {
        // 2 GiB in 2 MiB: a gzip member of zeros, again and again.
        var zeros = ArchiveBytes.GZip(new byte[64 << 20]);
        byte[] bomb = [.. ArchiveBytes.GZip(ArchiveBytes.TarMember("bomb", [], size: "17777777777")), .. Enumerable.Repeat(zeros, 32).SelectMany(z => z)];
        using var reader = ArchiveReader.Open(ArchiveKind.GZip, ReadMember.Ranges(bomb), bomb.Length, RangeCost.LocalFile);
        Assert.True(reader.MoveNext(CancellationToken.None));
        Assert.False(reader.MoveNext(CancellationToken.None));
        Assert.Equal(ArchiveFault.Limit, reader.Problem!.Fault);
    }

    private static List<ReadMember> Read(byte[] tar, bool isCompressed, out ArchiveProblem? problem) =>
        ReadMember.All(isCompressed ? ArchiveBytes.GZip(tar) : tar, out problem);
}
