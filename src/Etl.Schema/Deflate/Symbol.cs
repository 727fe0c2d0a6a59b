namespace Etl.Schema.Deflate;

/// <summary>
/// What words of a block stand for (RFC 1951, 3.2.5), packed: bits 0–3 the word's length, 4–7 how many bits follow, 8–23 a value that
/// these are added to, then what it is.
/// </summary>
internal static class Symbol
{
    /// <summary>The value is a byte.</summary>
    public const uint Literal = 1 << 24;

    /// <summary>The block ends.</summary>
    public const uint EndOfBlock = 1 << 25;

    /// <summary>A symbol that has a word in the fixed code but stands for nothing.</summary>
    public const uint Invalid = 1 << 26;

    /// <summary>0–255 bytes, 256 the block's end, 257–285 lengths of a match.</summary>
    public static readonly uint[] LiteralsAndLengths =
    [
        .. Enumerable.Range(0, 256).Select(value => Literal | (uint)value << 8), EndOfBlock,
        .. Ranges(first: 3, each: 4, alone: 8, count: 28), 258 << 8, Invalid, Invalid,
    ];

    public static readonly uint[] Distances = [.. Ranges(first: 1, each: 2, alone: 4, count: 30), Invalid, Invalid];

    /// <summary>Lengths of words, and repetitions of them (3.2.7).</summary>
    public static readonly uint[] WordLengths = [.. Enumerable.Range(0, 19).Select(value => (uint)value << 8)];

    /// <summary>The length or the distance of a match.</summary>
    public static bool IsRange(uint symbol) => symbol - 1 < Literal - 1;

    public static int LengthOf(uint symbol) => (int)symbol & 15;

    public static int ExtraOf(uint symbol) => (int)(symbol >> 4) & 15;

    public static int ValueOf(uint symbol) => (int)(symbol >> 8) & 0xFFFF;

    /// <summary>Ranges that follow one another: the first ones of one value, then <paramref name="each"/> of two, of four, of eight values …</summary>
    private static IEnumerable<uint> Ranges(int first, int each, int alone, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var extra = i < alone ? 0 : (i - alone) / each + 1;
            yield return (uint)first << 8 | (uint)extra << 4;
            first += 1 << extra;
        }
    }
}
