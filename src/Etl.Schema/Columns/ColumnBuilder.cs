using System.Runtime.CompilerServices;
using Etl.Schema.Dicom;

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
/// One column of a <see cref="StructBuilder"/>: for each row that has a value, the row's number and a 64-bit cell. Absent values
/// cost nothing. What a cell holds follows from <see cref="Kind"/>: a number's bits, a text's place in the heap
/// (<see cref="TextHeap"/>), or, for lists and sequences, the first item in the high and the number of items in the low 32 bits.
/// </summary>
public sealed class ColumnBuilder
{
    /// <summary>A text, a list or an INTEGER whose slot was taken before it turned out to have no value.</summary>
    public const ulong NullCell = ulong.MaxValue;

    private const int MaxRememberedBytes = 256;

    private int[] rows = [];
    private ulong[] cells = [];
    private ulong[] items = [];
    private ulong[] itemValid = [];
    private byte[] remembered = [];
    private int rememberedLength = -1;
    private ulong rememberedCell;

    internal ColumnBuilder(AttributePath path, string name, ColumnKind kind, bool isList, Vr vr, StructBuilder? itemStruct = null)
    {
        Path = path;
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

    /// <summary>Row numbers, ascending, <see cref="Count"/> of them.</summary>
    public ReadOnlySpan<int> Rows => rows.AsSpan(0, Count);

    /// <summary>Cells of <see cref="Rows"/>.</summary>
    public ReadOnlySpan<ulong> Cells => cells.AsSpan(0, Count);

    /// <summary>Values of all lists.</summary>
    public ReadOnlySpan<ulong> ListItems => items.AsSpan(0, ItemCount);

    /// <summary>The column that followed this one the last time: most headers repeat the order of the one before.</summary>
    internal ColumnBuilder? Next;

    /// <summary>Attributes that the flattener itself must know.</summary>
    internal ColumnRole Role;

    /// <summary>The attempt at a row that created the column (<see cref="InstanceBatch.Stamp"/>).</summary>
    internal int CreatedStamp;

    internal Tag Tag => Path.Tag;

    /// <summary>Bytes of memory in use.</summary>
    internal long Bytes => Count * 12L + ItemCount * 8L;

    public bool IsItemValid(int index) => (itemValid[index >> 6] >> (index & 63) & 1) != 0;

    /// <summary>Gives a row its cell and returns the slot, for <see cref="Replace"/>. Rows come in ascending order, each once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Append(int row, ulong cell)
    {
        var slot = Count;
        if ((uint)slot >= (uint)rows.Length)
            Grow();
        rows[slot] = row;
        cells[slot] = cell;
        Count = slot + 1;
        return slot;
    }

    /// <summary>Sets the cell of a slot that was appended before its value was known.</summary>
    internal void Replace(int slot, ulong cell) => cells[slot] = cell;

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

    /// <summary>The cell of the same bytes, when they were the last ones remembered.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Recalls(ReadOnlySpan<byte> raw, out ulong cell)
    {
        cell = rememberedCell;
        return raw.Length == rememberedLength && raw.SequenceEqual(remembered.AsSpan(0, rememberedLength));
    }

    /// <summary>Remembers what bytes became: values repeat from instance to instance. Only values without a remark may be remembered.</summary>
    internal void Remember(ReadOnlySpan<byte> raw, ulong cell)
    {
        if (raw.Length > MaxRememberedBytes)
            return;
        if (raw.Length > remembered.Length)
            remembered = new byte[raw.Length + 15 & ~15];
        raw.CopyTo(remembered);
        rememberedLength = raw.Length;
        rememberedCell = cell;
    }

    /// <summary>Drops the values of rows from <paramref name="row"/> on.</summary>
    internal void DropFrom(int row)
    {
        while (Count > 0 && rows[Count - 1] >= row)
            Count--;
    }

    /// <summary>Starts a new batch, with the memory of the old one.</summary>
    internal void Reset()
    {
        Count = ItemCount = 0;
        rememberedLength = -1;
        Items?.Reset();
    }

    private void Grow()
    {
        var size = Math.Max(16, rows.Length * 2);
        Array.Resize(ref rows, size);
        Array.Resize(ref cells, size);
    }
}
