namespace Etl.Schema.Deflate;

/// <summary>The two codes of a block: of bytes and lengths of matches, and of their distances.</summary>
internal sealed class BlockCodes
{
    private const int EndOfBlock = 256;
    private const int MaxLiterals = 286;
    private const int MaxDistances = 30;
    private readonly PrefixCode wordLengths = new(7, Symbol.WordLengths);
    private readonly byte[] lengths = new byte[MaxLiterals + MaxDistances];

    /// <summary>The codes of a block that brings none (RFC 1951, 3.2.6).</summary>
    public static readonly BlockCodes Fixed = BuildFixed();

    public PrefixCode Literals { get; } = new(10, Symbol.LiteralsAndLengths);

    public PrefixCode Distances { get; } = new(8, Symbol.Distances);

    private static ReadOnlySpan<byte> OrderOfWordLengths => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    /// <summary>Reads the codes of a block (3.2.7): the lengths of their words, which come in a code of their own.</summary>
    /// <returns><see cref="InflateEnd.None"/> where they are read.</returns>
    public InflateEnd Read(ref BitInput input)
    {
        input.Fill();
        var literals = input.Take(5) + 257;
        var distances = input.Take(5) + 1;
        var count = input.Take(4) + 4;
        if (input.IsBeyondEnd)
            return InflateEnd.Truncated;
        if (literals > MaxLiterals || distances > MaxDistances)
            return InflateEnd.Broken;
        var end = ReadWordLengths(ref input, count);
        if (end != InflateEnd.None)
            return end;
        var all = lengths.AsSpan(0, literals + distances);
        end = ReadLengths(ref input, all);
        if (end != InflateEnd.None)
            return end;
        return all[EndOfBlock] != 0 && Literals.TryBuild(all[..literals], mayHaveOne: true) && Distances.TryBuild(all[literals..], mayHaveOne: true)
            ? InflateEnd.None
            : InflateEnd.Broken;
    }

    private InflateEnd ReadWordLengths(ref BitInput input, int count)
    {
        var all = lengths.AsSpan(0, OrderOfWordLengths.Length);
        all.Clear();
        foreach (var symbol in OrderOfWordLengths[..count])
        {
            input.Fill();
            all[symbol] = (byte)input.Take(3);
        }

        return input.IsBeyondEnd ? InflateEnd.Truncated : wordLengths.TryBuild(all, mayHaveOne: false) ? InflateEnd.None : InflateEnd.Broken;
    }

    private InflateEnd ReadLengths(ref BitInput input, Span<byte> all)
    {
        for (var index = 0; index < all.Length;)
        {
            input.Fill();
            var symbol = wordLengths.Find(input.Next);
            input.Skip(Symbol.LengthOf(symbol));
            var value = Symbol.ValueOf(symbol);
            var repeat = value switch
            {
                16 => 3 + input.Take(2),
                17 => 3 + input.Take(3),
                18 => 11 + input.Take(7),
                _ => 1,
            };
            if (input.IsBeyondEnd)
                return InflateEnd.Truncated;
            if (repeat > all.Length - index || value == 16 && index == 0)
                return InflateEnd.Broken;
            all.Slice(index, repeat).Fill(value == 16 ? all[index - 1] : value > 16 ? (byte)0 : (byte)value);
            index += repeat;
        }

        return InflateEnd.None;
    }

    private static BlockCodes BuildFixed()
    {
        var codes = new BlockCodes();
        var lengths = new byte[288];
        lengths.AsSpan(0, 144).Fill(8);
        lengths.AsSpan(144, 112).Fill(9);
        lengths.AsSpan(256, 24).Fill(7);
        lengths.AsSpan(280, 8).Fill(8);
        codes.Literals.TryBuild(lengths, mayHaveOne: false);
        lengths.AsSpan(0, 32).Fill(5);
        codes.Distances.TryBuild(lengths.AsSpan(0, 32), mayHaveOne: false);
        return codes;
    }
}
