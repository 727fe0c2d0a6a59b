using System.Runtime.CompilerServices;

namespace Etl.Schema.Deflate;

/// <summary>
/// A prefix code that is given by the lengths of its words (RFC 1951, 3.2.2): words of up to <paramref name="tableBits"/> bits are looked up,
/// longer and thus rare ones are found by counting. One is built again for each block and allocates nothing then.
/// </summary>
/// <param name="meanings">What each symbol stands for, as <see cref="Symbol"/> lays it out, without a length.</param>
internal sealed class PrefixCode(int tableBits, uint[] meanings)
{
    private const int MaxLength = 15;
    private readonly uint[] table = new uint[1 << tableBits];
    private readonly ushort[] counts = new ushort[MaxLength + 1];
    private readonly ushort[] symbols = new ushort[meanings.Length];

    /// <summary>Builds the code; false where more words are given than lengths leave room for, or fewer.</summary>
    /// <param name="lengths">Bits of each symbol's word, at most 15; 0: it has none.</param>
    /// <param name="mayHaveOne">No word at all or one of a single bit will do, as where a block has only one distance.</param>
    public bool TryBuild(ReadOnlySpan<byte> lengths, bool mayHaveOne)
    {
        Array.Clear(counts);
        foreach (var length in lengths)
            counts[length]++;
        var ofOneBit = counts[0] + counts[1] == lengths.Length;
        counts[0] = 0;
        var free = 1;
        for (var length = 1; length <= MaxLength; length++)
        {
            free = (free << 1) - counts[length];
            if (free < 0)
                return false;
        }

        if (free > 0 && !(mayHaveOne && ofOneBit))
            return false;
        Order(lengths);
        FillTable();
        return true;
    }

    /// <summary>The symbol whose word these bits begin with, with the word's length; 0 where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Find(ulong bits)
    {
        var table = this.table;
        var found = table[(int)bits & (table.Length - 1)];
        return found != 0 ? found : Count(bits);
    }

    /// <summary>Symbols by the length of their words, then by number: the order in which words ascend.</summary>
    private void Order(ReadOnlySpan<byte> lengths)
    {
        Span<ushort> next = stackalloc ushort[MaxLength + 1];
        for (var length = 1; length < MaxLength; length++)
            next[length + 1] = (ushort)(next[length] + counts[length]);
        for (var symbol = 0; symbol < lengths.Length; symbol++)
        {
            if (lengths[symbol] != 0)
                symbols[next[lengths[symbol]]++] = (ushort)symbol;
        }
    }

    private void FillTable()
    {
        Array.Clear(table);
        // A word's bits come highest first, those of the input lowest first: the word is kept the other way round.
        var reversed = 0;
        var index = 0;
        for (var length = 1; length <= tableBits; length++)
        {
            for (var left = (int)counts[length]; left > 0; left--)
            {
                var found = meanings[symbols[index++]] | (uint)length;
                for (var at = reversed; at < table.Length; at += 1 << length)
                    table[at] = found;
                var carry = 1 << (length - 1);
                while ((reversed & carry) != 0)
                    carry >>= 1;
                reversed = (reversed & (carry - 1)) + carry;
            }
        }
    }

    /// <summary>Words of each length follow one another, so that a word's distance from the first of them finds its symbol.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint Count(ulong bits)
    {
        var word = 0;
        var first = 0;
        var index = 0;
        for (var length = 1; length <= MaxLength; length++)
        {
            word |= (int)bits & 1;
            bits >>= 1;
            if (word - first < counts[length])
                return meanings[symbols[index + word - first]] | (uint)length;
            index += counts[length];
            first = (first + counts[length]) << 1;
            word <<= 1;
        }

        return 0;
    }
}
