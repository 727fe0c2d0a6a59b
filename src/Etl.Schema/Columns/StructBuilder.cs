using System.Runtime.CompilerServices;
using Etl.Schema.Dicom;
using Etl.Schema.Standard;

namespace Etl.Schema.Columns;

/// <summary>
/// Rows of a data set: of the instances of a batch, or of the items of one sequence. A data set is a struct, a sequence a list of
/// structs, an instance the root struct's row; this one class builds all of them.
/// </summary>
public sealed class StructBuilder
{
    private readonly List<ColumnBuilder> columns = [];
    private ColumnBuilder?[] slots = new ColumnBuilder?[16];
    private int filled;
    private ColumnBuilder? itemNumber;

    internal StructBuilder(AttributePath path) => Path = path;

    public AttributePath Path { get; }

    /// <summary>In the order of first appearance.</summary>
    public IReadOnlyList<ColumnBuilder> Columns => columns;

    public int RowCount { get; private set; }

    /// <summary>Any field at any depth; a struct without one has no SQL type and is left out.</summary>
    public bool HasFields => columns.Exists(c => c.Kind != ColumnKind.Sequence || c.Items!.HasFields);

    /// <summary>Memory of the cells, all levels.</summary>
    public long Bytes
    {
        get
        {
            var sum = 0L;
            foreach (var column in columns)
                sum += column.Bytes + (column.Items?.Bytes ?? 0);
            return sum;
        }
    }

    internal int AddRow() => RowCount++;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ColumnBuilder? Find(Tag tag)
    {
        var mask = slots.Length - 1;
        for (var slot = Hash(tag, mask); ; slot = slot + 1 & mask)
        {
            var column = slots[slot];
            if (column is null || column.Tag.Value == tag.Value)
                return column;
        }
    }

    /// <summary>The column of a public attribute, or null where the standard gives none (binary, unknown, no keyword) or the budget is spent.</summary>
    internal ColumnBuilder? Create(Tag tag, int dictionaryIndex, ColumnBudget budget, int stamp, out bool isOverBudget)
    {
        isOverBudget = false;
        if (dictionaryIndex < 0)
            return null;
        var entry = DataDictionary.Entries[dictionaryIndex];
        if (entry.Keyword.Length == 0 || ColumnKinds.Of(entry.Vr) is not { } kind)
            return null;
        var path = Path.Child(tag);
        if (path.Depth > budget.MaxDepth || !budget.TryAdd(path))
        {
            isOverBudget = true;
            return null;
        }

        var items = kind == ColumnKind.Sequence ? new StructBuilder(path) : null;
        var column = new ColumnBuilder(path, path.Name, kind, entry.IsList && kind != ColumnKind.Sequence, entry.Vr, items)
        {
            CreatedStamp = stamp,
            Role = RoleOf(tag),
        };
        Add(column);
        return column;
    }

    /// <summary>A column that no tag fills.</summary>
    internal ColumnBuilder AddComputed(string name, ColumnKind kind, bool isList = false)
    {
        var items = kind == ColumnKind.Sequence ? new StructBuilder(AttributePath.Root()) : null;
        var column = new ColumnBuilder(AttributePath.Root(), name, kind, isList, Vr.None, items);
        columns.Add(column);
        return column;
    }

    /// <summary>A column as another struct has it, which no tag fills here.</summary>
    internal ColumnBuilder AddLike(ColumnBuilder other)
    {
        var column = new ColumnBuilder(other.Path, other.Name, other.Kind, other.IsList, other.Vr, other.Items is null ? null : new StructBuilder(other.Path));
        columns.Add(column);
        return column;
    }

    /// <summary>Marks an item that fills no field of its own, so that it is not mistaken for an item that is not there.</summary>
    internal void MarkBareItem(int row, int number, int stamp)
    {
        if (itemNumber is null || !columns.Contains(itemNumber))
        {
            itemNumber = AddComputed("item_number", ColumnKind.Int32);
            itemNumber.CreatedStamp = stamp;
        }

        itemNumber.Append(row, (uint)number);
    }

    /// <summary>Drops rows from <paramref name="row"/> on.</summary>
    internal void DropRowsFrom(int row)
    {
        RowCount = row;
        foreach (var column in columns)
            column.DropFrom(row);
    }

    /// <summary>Takes back what an abandoned row left: its values, and the columns that came with it.</summary>
    internal void Abandon(int row, int stamp)
    {
        RowCount = row;
        foreach (var column in columns)
        {
            column.DropFrom(row);
            column.Next = null;
        }

        DropColumns(stamp);
    }

    internal void Reset()
    {
        RowCount = 0;
        foreach (var column in columns)
            column.Reset();
    }

    private void DropColumns(int stamp)
    {
        foreach (var column in columns)
            column.Items?.DropColumns(stamp);
        if (columns.RemoveAll(c => c.CreatedStamp == stamp && stamp != 0) == 0)
            return;
        Array.Clear(slots);
        filled = 0;
        foreach (var column in columns)
        {
            column.Next = null;
            if (column.Path.Depth > 0)
                Insert(column);
        }
    }

    internal static ColumnRole RoleOf(Tag tag) =>
        tag == Tag.SpecificCharacterSet ? ColumnRole.SpecificCharacterSet
        : tag == Tag.PixelRepresentation ? ColumnRole.PixelRepresentation
        : tag == Tag.Modality ? ColumnRole.Modality
        : ColumnRole.None;

    private static int Hash(Tag tag, int mask) => (int)(tag.Value * 0x9E3779B1u >> 15) & mask;

    private void Add(ColumnBuilder column)
    {
        columns.Add(column);
        if ((filled + 1) * 2 > slots.Length)
        {
            var old = slots;
            slots = new ColumnBuilder?[old.Length * 2];
            filled = 0;
            foreach (var existing in old)
            {
                if (existing is not null)
                    Insert(existing);
            }
        }

        Insert(column);
    }

    private void Insert(ColumnBuilder column)
    {
        var mask = slots.Length - 1;
        var slot = Hash(column.Path.Tag, mask);
        while (slots[slot] is not null)
            slot = slot + 1 & mask;
        slots[slot] = column;
        filled++;
    }
}
