namespace Etl.Schema.Tests.Deflate;

/// <summary>A deflate stream laid out by hand, bit by bit (RFC 1951).</summary>
internal sealed class DeflateBits
{
    private static readonly int[] OrderOfWordLengths = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
    private readonly List<bool> bits = [];

    public byte[] Bytes
    {
        get
        {
            var bytes = new byte[(bits.Count + 7) / 8];
            for (var i = 0; i < bits.Count; i++)
                bytes[i / 8] |= (byte)(bits[i] ? 1 << i % 8 : 0);
            return bytes;
        }
    }

    /// <summary>A number, its lowest bit first.</summary>
    public DeflateBits Number(int value, int count)
    {
        for (var i = 0; i < count; i++)
            bits.Add((value >> i & 1) != 0);
        return this;
    }

    /// <summary>A word of a prefix code, as it is written: <c>"0110"</c>.</summary>
    public DeflateBits Word(string word)
    {
        bits.AddRange(word.Select(c => c == '1'));
        return this;
    }

    public DeflateBits Block(int kind, bool isLast = true) => Number(isLast ? 1 : 0, 1).Number(kind, 2);

    /// <summary>A literal, a length or the block's end in the fixed code (3.2.6).</summary>
    public DeflateBits Fixed(int symbol) => symbol switch
    {
        < 144 => Word(Convert.ToString(0b00110000 + symbol, 2).PadLeft(8, '0')),
        < 256 => Word(Convert.ToString(0b110010000 + symbol - 144, 2)),
        < 280 => Word(Convert.ToString(symbol - 256, 2).PadLeft(7, '0')),
        _ => Word(Convert.ToString(0b11000000 + symbol - 280, 2)),
    };

    public DeflateBits FixedDistance(int symbol) => Word(Convert.ToString(symbol, 2).PadLeft(5, '0'));

    public DeflateBits Stored(int length, int complement, params byte[] content)
    {
        while (bits.Count % 8 != 0)
            bits.Add(false);
        Number(length, 16).Number(complement, 16);
        foreach (var value in content)
            Number(value, 8);
        return this;
    }

    /// <summary>Head of a dynamic block: how many lengths there are, and the code of the lengths.</summary>
    public DeflateBits Head(int literals, int distances, params (int Symbol, int Length)[] wordLengths)
    {
        Block(2).Number(literals - 257, 5).Number(distances - 1, 5).Number(19 - 4, 4);
        foreach (var symbol in OrderOfWordLengths)
            Number(wordLengths.FirstOrDefault(w => w.Symbol == symbol).Length, 3);
        return this;
    }

    /// <summary>A dynamic block's head and its lengths, each length in four bits.</summary>
    public DeflateBits Codes((int Symbol, int Length)[] literals, (int Symbol, int Length)[] distances, int literalCount = 286, int distanceCount = 30)
    {
        Head(literalCount, distanceCount, [.. Enumerable.Range(0, 16).Select(length => (length, 4))]);
        for (var symbol = 0; symbol < literalCount; symbol++)
            Word(Convert.ToString(literals.FirstOrDefault(l => l.Symbol == symbol).Length, 2).PadLeft(4, '0'));
        for (var symbol = 0; symbol < distanceCount; symbol++)
            Word(Convert.ToString(distances.FirstOrDefault(d => d.Symbol == symbol).Length, 2).PadLeft(4, '0'));
        return this;
    }
}
