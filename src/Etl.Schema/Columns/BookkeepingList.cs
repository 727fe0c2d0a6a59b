namespace Etl.Schema.Columns;

/// <summary>One of a row's bookkeeping lists: a computed sequence column whose structs have fixed fields.</summary>
internal sealed class BookkeepingList
{
    private readonly ColumnBuilder column;
    private readonly ColumnBuilder[] fields;
    private int start;

    /// <param name="root">The root struct.</param>
    /// <param name="name">The column.</param>
    /// <param name="fields">Names and kinds of the fields; a name ending in <c>[]</c> is a list.</param>
    internal BookkeepingList(StructBuilder root, string name, params ReadOnlySpan<(string Name, ColumnKind Kind)> fields)
    {
        column = root.AddComputed(name, ColumnKind.Sequence);
        this.fields = new ColumnBuilder[fields.Length];
        for (var i = 0; i < fields.Length; i++)
        {
            var isList = fields[i].Name.EndsWith("[]", StringComparison.Ordinal);
            this.fields[i] = column.Items!.AddComputed(isList ? fields[i].Name[..^2] : fields[i].Name, fields[i].Kind, isList);
        }
    }

    /// <summary>Entries of the current row.</summary>
    internal int Count => column.Items!.RowCount - start;

    internal ColumnBuilder this[int field] => fields[field];

    internal void Begin() => start = column.Items!.RowCount;

    /// <summary>Adds an entry and returns its row for <see cref="this[int]"/>.</summary>
    internal int Add() => column.Items!.AddRow();

    internal void End(int row)
    {
        if (Count > 0)
            column.Append(row, (ulong)start << 32 | (uint)Count);
    }
}
