namespace Etl.Schema.Columns;

/// <summary>One of a row's bookkeeping lists: a computed sequence column whose structs have fixed fields.</summary>
internal sealed class BookkeepingList
{
    private readonly ColumnBuilder column;
    private readonly ColumnBuilder[] fields;
    private readonly TextHeap text;
    private int start;
    private int lastStart;
    private int lastCount;

    /// <param name="text">Where text cells point to.</param>
    /// <param name="root">The root struct.</param>
    /// <param name="name">The column.</param>
    /// <param name="fields">Names and kinds of the fields; a name ending in <c>[]</c> is a list.</param>
    internal BookkeepingList(TextHeap text, StructBuilder root, string name, params ReadOnlySpan<(string Name, ColumnKind Kind)> fields)
    {
        this.text = text;
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

    internal void Begin()
    {
        start = column.Items!.RowCount;
        if (start < lastStart + lastCount)
            lastCount = 0;
    }

    /// <summary>Adds an entry and returns its row for <see cref="this[int]"/>.</summary>
    internal int Add() => column.Items!.AddRow();

    /// <summary>Completes the list of a row. What is as in the last list before is not kept twice: most instances of a series have the same.</summary>
    internal void End(int row)
    {
        if (Count == 0)
            return;
        if (IsAsLast())
            column.Items!.DropRowsFrom(start);
        else
            (lastStart, lastCount) = (start, Count);
        column.Append(row, (ulong)lastStart << 32 | (uint)lastCount);
    }

    private bool IsAsLast()
    {
        if (Count != lastCount)
            return false;
        foreach (var field in fields)
        {
            if (field.IsList)
                return false;
            for (var i = 0; i < lastCount; i++)
            {
                var has = field.TryFindLate(start + i, out var cell);
                if (has != field.TryFindLate(lastStart + i, out var other) || has && cell != other && !IsSameText(field, cell, other))
                    return false;
            }
        }

        return true;
    }

    private bool IsSameText(ColumnBuilder field, ulong cell, ulong other) => field.Kind == ColumnKind.Text
        && cell != ColumnBuilder.NullCell && other != ColumnBuilder.NullCell && text[cell].SequenceEqual(text[other]);
}
