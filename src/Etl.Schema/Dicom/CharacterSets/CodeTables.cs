using System.Text;

namespace Etl.Schema.Dicom.CharacterSets;

/// <summary>
/// Tables of the code elements, made from the runtime's code pages at first use. '\0' is a byte or pair that the set does not define:
/// the runtime's decoders give private-use characters there without an error.
/// </summary>
internal static class CodeTables
{
    private const int FirstLead = 0x80;
    private const int Leads = 128;
    private const int Trails = 256;

    private static readonly char[]?[] SingleByte = new char[(int)CodeElement.Windows1252 + 1][];
    private static readonly char[]?[] DoubleByte = new char[(int)CodeElement.Windows1252 + 1][];

    /// <summary>Right halves: 128 characters, for 80 to FF.</summary>
    public static char[] RightHalf(CodeElement element) =>
        Volatile.Read(ref SingleByte[(int)element]) ?? (SingleByte[(int)element] = BuildRightHalf(element));

    /// <summary>The character of a pair, both bytes as they are in a G1 set (80 to FF; the second of Korean also below), or '\0'.</summary>
    public static char Pair(CodeElement element, byte lead, byte trail)
    {
        var table = Volatile.Read(ref DoubleByte[(int)element]) ?? (DoubleByte[(int)element] = BuildPairs(element));
        return table[(lead - FirstLead) * Trails + trail];
    }

    /// <summary>A decoder of whole values. What it cannot decode becomes U+FFFD.</summary>
    public static Encoding Whole(WholeCode code) => code switch
    {
        WholeCode.Gb18030 => WholeCodes.Gb18030,
        _ => WholeCodes.ShiftJis,
    };

    /// <summary>Private-use characters that the runtime's code pages put where a set defines nothing.</summary>
    public static bool IsUndefined(char character) => character is '\uFFFD' or (>= '\uF700' and <= '\uF8FF');

    private static char[] BuildRightHalf(CodeElement element)
    {
        var table = new char[128];
        if (element == CodeElement.Katakana)
        {
            for (var b = 0xA1; b <= 0xDF; b++)
                table[b - 0x80] = (char)(0xFF61 + b - 0xA1);
            return table;
        }

        var codePage = Open(CodePageOf(element));
        Span<char> one = stackalloc char[4];
        for (var b = 0x80; b <= 0xFF; b++)
        {
            var length = codePage.GetChars([(byte)b], one);
            table[b - 0x80] = length == 1 && !IsUndefined(one[0]) ? one[0] : '\0';
        }

        // Where the code page keeps an older mapping than Unicode's own tables of the parts of ISO 8859.
        if (element == CodeElement.Greek)
            (table[0x21], table[0x22]) = ('\u2018', '\u2019');
        if (element == CodeElement.Hebrew)
            table[0x2F] = '\u00AF';
        return table;
    }

    private static char[] BuildPairs(CodeElement element)
    {
        var table = new char[Leads * Trails];
        var codePage = Open(CodePageOf(element));
        // Korean keeps the second bytes below 80 of its superset: none is a delimiter. Those of Chinese are.
        var firstTrail = element == CodeElement.Korean ? 0x41 : 0x80;
        Span<char> pair = stackalloc char[4];
        for (var lead = 0x81; lead <= 0xFE; lead++)
        {
            for (var trail = firstTrail; trail <= 0xFE; trail++)
            {
                var second = element == CodeElement.Jis0212 ? trail & 0x7F : trail;
                var length = codePage.GetChars([(byte)lead, (byte)second], pair);
                table[(lead - FirstLead) * Trails + trail] = length == 1 && !IsUndefined(pair[0]) ? pair[0] : '\0';
            }
        }

        // Two signs of JIS X 0212 that the code page gives to no pair.
        if (element == CodeElement.Jis0212)
        {
            table[(0xA2 - FirstLead) * Trails + 0xB7] = '~';
            table[(0xA2 - FirstLead) * Trails + 0xF1] = '\u2116';
        }

        return table;
    }

    private static int CodePageOf(CodeElement element) => element switch
    {
        CodeElement.Latin1 => 28591,
        CodeElement.Latin2 => 28592,
        CodeElement.Latin3 => 28593,
        CodeElement.Latin4 => 28594,
        CodeElement.Cyrillic => 28595,
        CodeElement.Arabic => 28596,
        CodeElement.Greek => 28597,
        CodeElement.Hebrew => 28598,
        CodeElement.Latin5 => 28599,
        CodeElement.Latin9 => 28605,
        CodeElement.Thai => 874,
        CodeElement.Jis0208 or CodeElement.Jis0212 => 20932,
        CodeElement.Korean => 949,
        CodeElement.SimplifiedChinese => 936,
        CodeElement.Windows1252 => 1252,
        _ => throw new ArgumentOutOfRangeException(nameof(element), element, "The set has no code page."),
    };

    // From the provider itself: nothing is registered for the whole process.
    private static Encoding Open(int codePage) =>
        CodePagesEncodingProvider.Instance.GetEncoding(codePage, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback("\uFFFD"))
        ?? Encoding.GetEncoding(codePage);

    private static class WholeCodes
    {
        public static readonly Encoding Gb18030 = Open(54936);
        public static readonly Encoding ShiftJis = Open(932);
    }
}
