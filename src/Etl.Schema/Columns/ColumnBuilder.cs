using System.Runtime.CompilerServices;
using Etl.Schema.Dicom;
using Etl.Schema.Dicom.CharacterSets;

namespace Etl.Schema.Columns;

/// <summary>What an attribute means to the flattener.</summary>
internal enum ColumnRole : byte
{
    None,
    SpecificCharacterSet,
    PixelRepresentation,
    Modality,
}

/// <summary>
/// One column of a <see cref="StructBuilder"/>: for each row that has a value, the row's number and a 64-bit cell, kept as runs of
/// consecutive rows with one cell, for most values repeat from instance to instance. Absent values cost nothing. What a cell holds follows from <see cref="Kind"/>: a number's bits, a text's place in the heap
/// (<see cref="TextHeap"/>), or, for lists and sequences, the first item in the high and the number of items in the low 32 bits.
/// </summary>
public sealed class ColumnBuilder
{
    /// <summary>A text, a list or an INTEGER whose slot was taken before it turned out to have no value.</summary>
    public const ulong NullCell = ulong.MaxValue;

    private const int MaxRememberedBytes = 256;

    private readonly uint tag;
    private CellRun[] runs = [];
    private int closed;
    private int openRow;
    private int nextRow = -1;
    private ulong openCell;
    private ulong[] items = [];
    private ulong[] itemValid = [];
    private byte[] remembered = [];
    private int rememberedLength = -1;
    private ulong rememberedCell;
    private CharacterSet? rememberedCharset;

    /// <summary>Of the bytes remembered (<see cref="HeaderHash"/>), or 0 where it was not asked for yet.</summary>
    internal ulong RememberedHash;

    internal ColumnBuilder(AttributePath path, string name, ColumnKind kind, bool isList, Vr vr, StructBuilder? itemStruct = null)
    {
        Path = path;
        tag = path.Tag.Value;
        Name = name;
        Kind = kind;
        IsList = isList;
        Vr = vr;
        Items = itemStruct;
    }

    public AttributePath Path { get; }

    public string Name { get; }

    public ColumnKind Kind { get; }

    /// <summary>The attribute's VM is not 1: cells are ranges of items.</summary>
    public bool IsList { get; }

    /// <summary>The dictionary's VR; <see cref="Vr.None"/> for computed columns.</summary>
    public Vr Vr { get; }

    /// <summary>Of a sequence: the rows of its items.</summary>
    public StructBuilder? Items { get; }

    /// <summary>Rows that have a value.</summary>
    public int Count { get; private set; }

    /// <summary>Values in all lists.</summary>
    public int ItemCount { get; private set; }

    /// <summary>The rows that have a value, ascending, and their cells.</summary>
    public ReadOnlySpan<CellRun> Runs
    {
        get
        {
            if (nextRow < 0)
                return runs.AsSpan(0, closed);
            if (closed == runs.Length)
                Array.Resize(ref runs, Math.Max(4, closed * 2));
            runs[closed] = new CellRun(openRow, nextRow - openRow, openCell);
            return runs.AsSpan(0, closed + 1);
        }
    }

    /// <summary>Values of all lists.</summary>
    public ReadOnlySpan<ulong> ListItems => items.AsSpan(0, ItemCount);

    /// <summary>The column that followed this one the last time: most headers repeat the order of the one before.</summary>
    internal ColumnBuilder? Next;

    /// <summary>Attributes that the flattener itself must know.</summary>
    internal ColumnRole Role;

    /// <summary>The attempt at a row that created the column (<see cref="InstanceBatch.Stamp"/>).</summary>
    internal int CreatedStamp;

    internal Tag Tag => new(tag);

    /// <summary>The cell of the last row.</summary>
    internal ulong LastCell => openCell;

    /// <summary>The row has a cell, and no later one has.</summary>
    internal bool EndsAt(int row) => nextRow == row + 1;

    /// <summary>Bytes of memory in use.</summary>
    internal long Bytes => closed * (long)CellRun.Bytes + ItemCount * 8L;

    public bool IsItemValid(int index) => (itemValid[index >> 6] >> (index & 63) & 1) != 0;

    /// <summary>Gives a row its cell. Rows come in ascending order, each once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Append(int row, ulong cell)
    {
        Count++;
        if (row == nextRow && cell == openCell)
            nextRow = row + 1;
        else
            StartRun(row, cell);
    }

    /// <summary>Takes a place for a row's cell that is not known yet and returns it, for <see cref="Replace"/>.</summary>
    internal int AppendPending(int row)
    {
        Count++;
        StartRun(row, NullCell);
        return closed;
    }

    /// <summary>Sets the cell of a place that was taken before its value was known.</summary>
    internal void Replace(int place, ulong cell)
    {
        if (place == closed)
            openCell = cell;
        else
            runs[place] = runs[place] with { Cell = cell };
    }

    internal void AddItem(ulong cell, bool valid = true)
    {
        var index = ItemCount;
        if (index >= items.Length)
        {
            Array.Resize(ref items, Math.Max(16, items.Length * 2));
            Array.Resize(ref itemValid, (items.Length + 63) / 64);
        }

        items[index] = valid ? cell : 0;
        if (valid)
            itemValid[index >> 6] |= 1UL << (index & 63);
        else
            itemValid[index >> 6] &= ~(1UL << (index & 63));
        ItemCount = index + 1;
    }

    /// <summary>Whether two ranges of list items hold the same cells.</summary>
    internal bool SameItems(int first, int second, int count)
    {
        if (!ListItems.Slice(first, count).SequenceEqual(ListItems.Slice(second, count)))
            return false;
        for (var i = 0; i < count; i++)
        {
            if (IsItemValid(first + i) != IsItemValid(second + i))
                return false;
        }

        return true;
    }

    /// <summary>Drops list items from <paramref name="index"/> on; no cell may point to them.</summary>
    internal void DropItemsFrom(int index) => ItemCount = index;

    /// <summary>The cell of one of the last rows; false where it has none.</summary>
    internal bool TryFindLate(int row, out ulong cell)
    {
        cell = openCell;
        if (nextRow < 0 || row >= nextRow)
            return false;
        if (row >= openRow)
            return true;
        for (var i = closed - 1; i >= 0 && runs[i].Row + runs[i].Count > row; i--)
        {
            cell = runs[i].Cell;
            if (runs[i].Row <= row)
                return true;
        }

        return false;
    }

    /// <summary>The cell of the same bytes, when they were the last ones remembered, and mean the same.</summary>
    /// <param name="raw">The bytes.</param>
    /// <param name="charset">The character set that they are in.</param>
    /// <param name="cell">The cell.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Recalls(ReadOnlySpan<byte> raw, CharacterSet? charset, out ulong cell)
    {
        cell = rememberedCell;
        return raw.Length == rememberedLength && raw.SequenceEqual(remembered.AsSpan(0, rememberedLength))
            && (rememberedCharset is null || rememberedCharset == charset);
    }

    /// <summary>Remembers what bytes became: values repeat from instance to instance. Only values without a remark may be remembered.</summary>
    /// <param name="raw">The bytes.</param>
    /// <param name="cell">Their cell.</param>
    /// <param name="charset">The only character set in which they mean that; null: they do in all.</param>
    internal void Remember(ReadOnlySpan<byte> raw, ulong cell, CharacterSet? charset = null)
    {
        if (raw.Length > MaxRememberedBytes)
            return;
        if (raw.Length > remembered.Length)
            remembered = new byte[raw.Length + 15 & ~15];
        raw.CopyTo(remembered);
        rememberedLength = raw.Length;
        rememberedCell = cell;
        rememberedCharset = charset;
        RememberedHash = 0;
    }

    /// <summary>Drops the values of rows from <paramref name="row"/> on.</summary>
    internal void DropFrom(int row)
    {
        while (nextRow > row)
        {
            var kept = Math.Max(0, row - openRow);
            Count -= nextRow - openRow - kept;
            nextRow = openRow + kept;
            if (kept > 0)
                return;
            if (closed == 0)
            {
                nextRow = -1;
                return;
            }

            var last = runs[--closed];
            (openRow, nextRow, openCell) = (last.Row, last.Row + last.Count, last.Cell);
        }
    }

    /// <summary>Starts a new batch, with the memory of the old one.</summary>
    internal void Reset()
    {
        Count = ItemCount = closed = 0;
        nextRow = -1;
        rememberedLength = -1;
        Items?.Reset();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void StartRun(int row, ulong cell)
    {
        if (nextRow >= 0)
        {
            if (closed == runs.Length)
                Array.Resize(ref runs, Math.Max(4, closed * 2));
            runs[closed++] = new CellRun(openRow, nextRow - openRow, openCell);
        }

        openRow = row;
        nextRow = row + 1;
        openCell = cell;
    }
}

/// <summary>Consecutive rows that have the same cell.</summary>
/// <param name="Row">The first of them.</param>
/// <param name="Count">How many.</param>
/// <param name="Cell">What each holds.</param>
public readonly record struct CellRun(int Row, int Count, ulong Cell)
{
    internal const int Bytes = 16;
}
