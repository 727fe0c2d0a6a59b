using System.Text;
using System.Text.Unicode;
using Etl.Schema.Dicom;
using Etl.Schema.Dicom.CharacterSets;

namespace Etl.Schema.Tests.Dicom.CharacterSets;

public sealed class CharacterSetTests
{
    private static readonly string[] Terms =
    [
        "", "ISO_IR 100", "ISO_IR 13", "ISO_IR 192", "GB18030", "GBK", "SJIS", "ISO_IR 166", @"\ISO 2022 IR 87\ISO 2022 IR 159",
        @"ISO 2022 IR 13\ISO 2022 IR 87", @"\ISO 2022 IR 149", @"\ISO 2022 IR 58", @"ISO 2022 IR 100\ISO 2022 IR 126\ISO 2022 IR 144",
    ];

    private static readonly Vr[] TextVrs = [.. Enum.GetValues<Vr>().Where(vr => vr.IsText())];

    // Pieces that reach every branch: escapes, delimiters, controls, lead and trail bytes.
    private static readonly byte[][] Pieces =
    [
        "\e$B"u8.ToArray(), "\e$@"u8.ToArray(), "\e$(D"u8.ToArray(), "\e$)C"u8.ToArray(), "\e$)A"u8.ToArray(), "\e(B"u8.ToArray(), "\e(J"u8.ToArray(),
        "\e)I"u8.ToArray(), "\e-A"u8.ToArray(), "\e-"u8.ToArray(), "\e$"u8.ToArray(), "\\"u8.ToArray(), "^="u8.ToArray(), "\r\n"u8.ToArray(),
        [0x81, 0x5C], [0x3B, 0x5C], [0xFB, 0xF3], [0xC3, 0xA9], [0x81, 0x30, 0x81, 0x30], [0xFF], [0x80], [0],
    ];

    [Fact]
    public void Decode_RandomBytes_GivesValidUtf8OfBoundedLength()
    {
        var random = new Random(20261121);
        var output = new DecodedText();
        for (var round = 0; round < 40_000; round++)
        {
            var raw = RandomText(random);
            var set = CharacterSet.Parse(Encoding.ASCII.GetBytes(Terms[random.Next(Terms.Length)]));
            output.Clear();
            set.Decode(raw, TextVrs[random.Next(TextVrs.Length)], output);
            Assert.True(output.Length <= raw.Length * 4 + 4);
            for (var i = 0; i < output.Count; i++)
                Assert.True(Utf8.IsValid(output[i]));
        }
    }

    [Fact]
    public void Decode_PlainAscii_IsTheSameInEverySet()
    {
        var output = new DecodedText();
        foreach (var term in Terms)
        {
            output.Clear();
            CharacterSet.Parse(Encoding.ASCII.GetBytes(term)).Decode(@"Doe^J~\B [x] "u8, Vr.PN, output);
            Assert.Equal(["Doe^J~", "B [x]"], Enumerable.Range(0, output.Count).Select(i => Encoding.ASCII.GetString(output[i])));
            Assert.True(output.Issues.IsEmpty);
        }
    }

    [Fact]
    public void Decode_Appends_UntilCleared()
    {
        var output = new DecodedText();
        CharacterSet.Default.Decode([], Vr.LO, output);
        CharacterSet.Default.Decode(" \0"u8, Vr.LO, output);
        Assert.Equal(0, output.Count);
        CharacterSet.Default.Decode("\\"u8, Vr.LO, output);
        CharacterSet.Default.Decode([0xE9], Vr.LO, output);
        Assert.Equal(3, output.Count);
        Assert.True(output[1].IsEmpty);
        Assert.Equal("\u00E9"u8, output[2]);
        Assert.True(output.Has(IssueCode.CharsetUndeclared));
        output.Clear();
        Assert.Equal(0, output.Count);
        Assert.True(output.Issues.IsEmpty);
    }

    [Fact]
    public void Parse_SameField_GivesTheSameObject() =>
        Assert.Same(CharacterSet.Parse("ISO_IR 100"u8), CharacterSet.Parse("ISO_IR 100"u8));

    [Fact]
    public void Parse_ThousandsOfOddFields_LeaveThoseInOrderTheSameObjects()
    {
        // Tests beside this one may fill the cache once, not each time.
        Assert.Contains(Enumerable.Range(0, 3), _ =>
        {
            var latin1 = CharacterSet.Parse("ISO_IR 100"u8);
            for (var i = 0; i < 1000; i++)
                Assert.NotEmpty(CharacterSet.Parse(Encoding.ASCII.GetBytes($"ODD {i}")).Issues);
            return ReferenceEquals(latin1, CharacterSet.Parse("ISO_IR 100"u8));
        });
    }

    [Fact]
    public void Parse_AnyBytes_GivesASet()
    {
        var random = new Random(5);
        for (var round = 0; round < 20_000; round++)
            Assert.NotNull(CharacterSet.Parse(RandomText(random)));
        var terms = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(@"ISO 2022 IR 87\", 10_000)));
        Assert.NotNull(CharacterSet.Parse(terms));
    }

    [Fact]
    public void Decode_ManyThreads_AgreeOnFirstUseOfATable()
    {
        var raw = new byte[] { 0x1B, 0x24, 0x29, 0x43, 0xFB, 0xF3 };
        var set = CharacterSet.Parse(@"\ISO 2022 IR 149"u8);
        Parallel.For(0, 64, _ =>
        {
            var output = new DecodedText();
            set.Decode(raw, Vr.LO, output);
            Assert.Equal("洪"u8, output[0]);
        });
    }

    private static byte[] RandomText(Random random)
    {
        var bytes = new List<byte>();
        for (var i = random.Next(12); i > 0; i--)
        {
            if (random.Next(3) == 0)
                bytes.Add((byte)random.Next(256));
            else
                bytes.AddRange(Pieces[random.Next(Pieces.Length)]);
        }

        return [.. bytes];
    }
}
