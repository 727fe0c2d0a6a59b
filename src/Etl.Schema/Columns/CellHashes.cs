using System.Runtime.InteropServices;

namespace Etl.Schema.Columns;

/// <summary>Keyed hashes of what the cells of one column stand for. Cells come again and again: the hashes of some are kept.</summary>
/// <param name="column">The column.</param>
/// <param name="hash">With the column's own key.</param>
/// <param name="text">Where text cells point to.</param>
/// <param name="items">Of a sequence: the sums of its items.</param>
internal ref struct CellHashes(ColumnBuilder column, KeyedHash hash, TextHeap text, ReadOnlySpan<UInt128> items)
{
    private const int Kept = 64;
    private readonly ReadOnlySpan<UInt128> items = items;
    private readonly ulong[] keptCells = column.Kind == ColumnKind.Text ? new ulong[Kept] : [];
    private readonly UInt128[] keptHashes = column.Kind == ColumnKind.Text ? new UInt128[Kept] : [];
    private ulong lastList = ColumnBuilder.NullCell;
    private UInt128 lastListHash;

    internal UInt128 Of(ulong cell)
    {
        if (column.Kind == ColumnKind.Sequence)
            return OfSequence(cell);
        return column.IsList ? OfList(cell) : OfScalar(cell);
    }

    private UInt128 OfScalar(ulong cell)
    {
        if (column.Kind != ColumnKind.Text)
            return hash.Of(cell);
        var place = (int)((cell * 0x9E3779B97F4A7C15) >> 58);
        // An empty text's cell may be 0, as an unused place is: that place has no hash.
        if (keptCells[place] == cell && keptHashes[place] != 0)
            return keptHashes[place];
        keptCells[place] = cell;
        return keptHashes[place] = hash.Of(text[cell]);
    }

    private UInt128 OfList(ulong cell)
    {
        var values = column.ListItems.Slice((int)(cell >> 32), (int)(uint)cell);
        if (lastList != ColumnBuilder.NullCell && (uint)lastList == (uint)cell && column.SameItems((int)(lastList >> 32), (int)(cell >> 32), values.Length))
            return lastListHash;
        var parts = values.Length <= 32 ? stackalloc UInt128[values.Length] : new UInt128[values.Length];
        for (var i = 0; i < values.Length; i++)
            parts[i] = column.IsItemValid((int)(cell >> 32) + i) ? OfScalar(values[i]) : 0;
        lastList = cell;
        return lastListHash = hash.Of(MemoryMarshal.AsBytes(parts));
    }

    private UInt128 OfSequence(ulong cell)
    {
        var sums = items.Slice((int)(cell >> 32), (int)(uint)cell);
        if (lastList != ColumnBuilder.NullCell && items.Slice((int)(lastList >> 32), (int)(uint)lastList).SequenceEqual(sums))
            return lastListHash;
        lastList = cell;
        return lastListHash = hash.Of(MemoryMarshal.AsBytes(sums));
    }
}
