using System.Globalization;
using System.Text;
using Etl.Schema.Dicom;
using Etl.Schema.Dicom.CharacterSets;
using Etl.Schema.Tests.Values;

namespace Etl.Schema.Tests.Dicom.CharacterSets;

/// <summary>Every byte and every pair of each set against Python's codecs.</summary>
public sealed class CodeTableTests
{
    [PythonTheory]
    [InlineData("ISO_IR 100", "iso8859-1", "")]
    [InlineData("ISO_IR 101", "iso8859-2", "")]
    [InlineData("ISO_IR 109", "iso8859-3", "")]
    [InlineData("ISO_IR 110", "iso8859-4", "")]
    [InlineData("ISO_IR 144", "iso8859-5", "")]
    [InlineData("ISO_IR 127", "iso8859-6", "")]
    [InlineData("ISO_IR 126", "iso8859-7", "A4 A5 AA")]
    [InlineData("ISO_IR 138", "iso8859-8", "FD FE")]
    [InlineData("ISO_IR 148", "iso8859-9", "")]
    [InlineData("ISO_IR 203", "iso8859-15", "")]
    [InlineData("ISO_IR 166", "iso8859-11", "80 85 91 92 93 94 95 96 97")]
    public void RightHalf_EqualsCodec_ButForLaterAdditions(string term, string codec, string differing)
    {
        var set = CharacterSet.Parse(Encoding.ASCII.GetBytes(term));
        var script = $"print(*(format(ord(bytes([b]).decode('{codec}','replace')),'X') for b in range(128,256)))";
        var expected = Python.Run(script).Split(' ', StringSplitOptions.TrimEntries);

        var found = new List<string>();
        for (var b = 0x80; b <= 0xFF; b++)
        {
            // Between two letters, so that no byte is padding and none makes valid UTF-8.
            if (Decode(set, [(byte)'A', (byte)b, (byte)'A']) != $"A{(char)int.Parse(expected[b - 0x80], NumberStyles.HexNumber, CultureInfo.InvariantCulture)}A")
                found.Add(b.ToString("X2", CultureInfo.InvariantCulture));
        }

        Assert.Equal(differing, string.Join(' ', found));
    }

    [PythonTheory]
    [InlineData("1B2442", @"\ISO 2022 IR 87", "bytes([a|128,b|128]).decode('euc_jp','replace')", "")]
    [InlineData("1B242844", @"\ISO 2022 IR 159", "bytes([0x8f,a|128,b|128]).decode('euc_jp','replace')", "")]
    [InlineData("1B242943", @"\ISO 2022 IR 149", "bytes([a|128,b|128]).decode('euc_kr','replace')", "")]
    [InlineData("1B242941", @"\ISO 2022 IR 58", "bytes([a|128,b|128]).decode('gb2312','replace')", "\u2015\u2014 \u30FB\u00B7")]
    public void Pairs_EqualCodec_WhereItDefinesOne(string escape, string term, string expression, string wantedDifferences)
    {
        var set = CharacterSet.Parse(Encoding.ASCII.GetBytes(term));
        var expected = Python.Run($"[print({expression}) for a in range(33,127) for b in range(33,127)]").Split('\n');
        var isRight = escape.StartsWith("1B2429", StringComparison.Ordinal);
        var start = Convert.FromHexString(escape);

        var defined = 0;
        var differing = new SortedSet<string>(StringComparer.Ordinal);
        for (var pair = 0; pair < 94 * 94; pair++)
        {
            var want = expected[pair];
            if (want.Length != 1 || want == "\uFFFD")
                continue;
            defined++;
            var mask = isRight ? 0x80 : 0;
            var got = Decode(set, [.. start, (byte)(pair / 94 + 33 | mask), (byte)(pair % 94 + 33 | mask)]);
            if (got != want)
                differing.Add($"{want}{got}");
        }

        Assert.True(defined > 6000);
        // Two signs of GB 2312 have two equal-looking code points: dash and middle dot.
        Assert.Equal(wantedDifferences, string.Join(' ', differing));
    }

    private static string Decode(CharacterSet set, byte[] raw)
    {
        var output = new DecodedText();
        set.Decode(raw, Vr.LT, output);
        return Encoding.UTF8.GetString(output[0]);
    }
}
