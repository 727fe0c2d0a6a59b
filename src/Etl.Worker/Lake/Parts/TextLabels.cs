using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Etl.Schema.Columns;
using Etl.Worker.DuckDb;

namespace Etl.Worker.Lake.Parts;

/// <summary>
/// The distinct texts of a column in the order in which they come. As an ENUM of few of them a column takes a byte or two a row in DuckDB instead of sixteen,
/// and is the Parquet dictionary already, which of VARCHARs is found by hashing every one.
/// </summary>
internal sealed class TextLabels
{
    private const ulong P1 = 0x9E3779B185EBCA87, P2 = 0xC2B2AE3D27D4EB4F;
    private const int Remembered = 64;

    private readonly TextHeap text;
    private readonly int most;
    private readonly ulong[] lastCells = new ulong[Remembered];
    private readonly int[] lastLabels = new int[Remembered];
    private readonly Dictionary<ulong, int> byHash = [];
    private readonly List<ulong> cells = [];

    /// <param name="text">Where the texts are.</param>
    /// <param name="most">With more distinct ones the column stays VARCHAR; at most 65,535.</param>
    internal TextLabels(TextHeap text, int most)
    {
        this.text = text;
        this.most = most;
        lastLabels.AsSpan().Fill(-1);
    }

    internal int Count => cells.Count;

    /// <summary>Bytes of a label in a vector.</summary>
    internal int Bytes => Count <= byte.MaxValue ? 1 : 2;

    internal DuckDbType Type => DuckDbType.Enum([.. cells.Select(c => Encoding.UTF8.GetString(text[c]))]);

    /// <returns>The text's label; -1 where the column cannot be an ENUM: too many texts, one with a NUL, or two with one hash.</returns>
    internal int Of(ulong cell)
    {
        var memo = (int)(cell * P1 >> 58);
        if (lastLabels[memo] < 0 || lastCells[memo] != cell)
            (lastCells[memo], lastLabels[memo]) = (cell, Find(text[cell], cell));
        return lastLabels[memo];
    }

    private int Find(ReadOnlySpan<byte> bytes, ulong cell)
    {
        var hash = Hash(bytes);
        if (byHash.TryGetValue(hash, out var label))
            return text[cells[label]].SequenceEqual(bytes) ? label : -1;
        // A name of C ends at a NUL.
        if (Count == most || bytes.Contains((byte)0))
            return -1;
        byHash.Add(hash, Count);
        cells.Add(cell);
        return Count - 1;
    }

    private static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = (ulong)bytes.Length * P1;
        for (; bytes.Length >= 8; bytes = bytes[8..])
            hash = Mix(hash, MemoryMarshal.Read<ulong>(bytes));
        var rest = 0UL;
        foreach (var b in bytes)
            rest = rest << 8 | b;
        hash = Mix(hash, rest);
        return hash ^ hash >> 31;
    }

    private static ulong Mix(ulong hash, ulong part) => BitOperations.RotateLeft(hash ^ part * P2, 31) * P1;
}
