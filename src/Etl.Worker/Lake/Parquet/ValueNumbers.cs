using System.Numerics;
using System.Runtime.InteropServices;
using Etl.Schema.Columns;

namespace Etl.Worker.Lake.Parquet;

/// <summary>Numbers the distinct values of a column chunk in the order in which they come: the dictionary.</summary>
internal sealed class ValueNumbers
{
    private const ulong P1 = 0x9E3779B185EBCA87, P2 = 0xC2B2AE3D27D4EB4F;
    private const int Remembered = 256;

    private readonly ulong[] lastCells = new ulong[Remembered];
    private readonly int[] lastNumbers = new int[Remembered];
    private ulong[] cells = new ulong[64];
    private ulong[] hashes = new ulong[64];
    private int[] slots = new int[128];
    private TextHeap? text;
    private int count;

    /// <summary>A cell of each value, by number.</summary>
    internal ReadOnlySpan<ulong> Cells => cells.AsSpan(0, count);

    /// <param name="heap">Where the texts are; null for numbers, which are equal where their bits are.</param>
    internal void Begin(TextHeap? heap)
    {
        text = heap;
        count = 0;
        slots.AsSpan().Clear();
        lastNumbers.AsSpan().Fill(-1);
    }

    internal int Of(ulong cell)
    {
        var memo = (int)(cell * P1 >> 56);
        if (lastNumbers[memo] >= 0 && lastCells[memo] == cell)
            return lastNumbers[memo];
        (lastCells[memo], lastNumbers[memo]) = (cell, Find(cell));
        return lastNumbers[memo];
    }

    private int Find(ulong cell)
    {
        var hash = text is null ? cell * P1 ^ (cell * P1 >> 29) : Hash(text[cell]);
        var mask = slots.Length - 1;
        var slot = (int)(hash >> 32) & mask;
        for (; slots[slot] > 0; slot = slot + 1 & mask)
        {
            var number = slots[slot] - 1;
            if (hashes[number] == hash && (cells[number] == cell || text is not null && text[cells[number]].SequenceEqual(text[cell])))
                return number;
        }

        if (count == cells.Length)
        {
            Grow();
            return Find(cell);
        }

        (cells[count], hashes[count]) = (cell, hash);
        slots[slot] = ++count;
        return count - 1;
    }

    private void Grow()
    {
        Array.Resize(ref cells, count * 2);
        Array.Resize(ref hashes, count * 2);
        slots = new int[slots.Length * 2];
        var mask = slots.Length - 1;
        for (var i = 0; i < count; i++)
        {
            var slot = (int)(hashes[i] >> 32) & mask;
            while (slots[slot] > 0)
                slot = slot + 1 & mask;
            slots[slot] = i + 1;
        }
    }

    private static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = (ulong)bytes.Length * P1;
        while (bytes.Length >= 8)
        {
            hash = Mix(hash, MemoryMarshal.Read<ulong>(bytes));
            bytes = bytes[8..];
        }

        var rest = 0UL;
        foreach (var b in bytes)
            rest = rest << 8 | b;
        hash = Mix(hash, rest);
        return hash ^ hash >> 31;
    }

    private static ulong Mix(ulong hash, ulong part) => BitOperations.RotateLeft(hash ^ part * P2, 31) * P1;
}
