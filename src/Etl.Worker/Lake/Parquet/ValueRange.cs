using Etl.Schema.Columns;
using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Lake.Parquet;

/// <summary>The least and the greatest value of a column, and how many entries have none.</summary>
internal sealed class ValueRange(DuckDbTypeId type)
{
    private ulong min;
    private ulong max;
    private bool isAny;
    private bool hasNan;

    internal long Nulls { get; set; }

    /// <summary>There are values, and they have an order.</summary>
    internal bool IsKnown => isAny && !hasNan;

    internal void Add(ulong cell, TextHeap text)
    {
        hasNan |= CellFormat.IsNan(type, cell);
        if (!isAny)
            (min, max, isAny) = (cell, cell, true);
        else if (CellFormat.Compare(type, cell, min, text) < 0)
            min = cell;
        else if (CellFormat.Compare(type, cell, max, text) > 0)
            max = cell;
    }

    internal void Add(ValueRange more, TextHeap text)
    {
        Nulls += more.Nulls;
        hasNan |= more.hasNan;
        if (!more.isAny)
            return;
        Add(more.min, text);
        Add(more.max, text);
    }

    /// <summary>A bound as the file's statistics have it: a text without its length.</summary>
    internal void WriteBound(ByteSink sink, bool upper, TextHeap text)
    {
        var cell = upper ? max : min;
        if (type == DuckDbTypeId.Varchar)
            sink.Add(text[cell]);
        else
            CellFormat.Add(sink, type, CellFormat.Bound(type, cell, upper), text);
    }

    internal ColumnStatistics ToStatistics(string column, TextHeap text) => new(
        column, isAny ? CellFormat.ToText(type, min, text) : null, isAny ? CellFormat.ToText(type, max, text) : null, Nulls, hasNan);
}
