using Etl.Schema.Columns;
using Etl.Worker.DuckDb;

namespace Etl.Worker.Lake.Parts;

/// <summary>The columns of a struct as they are written: of a batch, or of the items below it.</summary>
internal sealed class StructOutput
{
    private readonly ColumnOutput[] columns;

    /// <param name="rows">The struct.</param>
    /// <param name="written">Those of its rows that are written.</param>
    /// <param name="text">Where text cells point to.</param>
    /// <param name="mostLabels">Columns of no more distinct texts go to DuckDB as ENUMs.</param>
    /// <param name="buffers">What it may use until the part is written.</param>
    /// <param name="depth">Sequences around it.</param>
    /// <param name="isLeftOut">Columns that the output does not have.</param>
    /// <param name="isText">The columns whose texts go to DuckDB as VARCHARs all the same.</param>
    internal StructOutput(
        StructBuilder rows, IReadOnlyList<RowRange> written, TextHeap text, int mostLabels, PartBuffers buffers, int depth = 0, Func<ColumnBuilder, bool>? isLeftOut = null,
        Func<string, bool>? isText = null)
    {
        columns = [.. rows.Columns
            .Where(c => isLeftOut?.Invoke(c) != true && (c.Kind != ColumnKind.Sequence || c.Items!.HasFields))
            .Select(c => new ColumnOutput(c, written, text, isText?.Invoke(c.Name) == true ? 0 : mostLabels, buffers, depth))];
        Columns = [.. columns.Select(c => new DuckDbColumn(c.Name, c.Type))];
        SourceColumns = [.. columns.Select(c => new DuckDbColumn(c.Name, c.SourceType))];
    }

    /// <summary>The columns as the lake has them.</summary>
    internal IReadOnlyList<DuckDbColumn> Columns { get; }

    /// <summary>The columns as chunks have them.</summary>
    internal IReadOnlyList<DuckDbColumn> SourceColumns { get; }

    /// <summary>The struct itself as a type.</summary>
    internal DuckDbType Type => Struct(Columns);

    /// <summary>The struct itself as a type of chunks.</summary>
    internal DuckDbType SourceType => Struct(SourceColumns);

    /// <summary>Fills the columns of a chunk.</summary>
    internal void Fill(DataChunkWriter chunk, ChunkRows rows)
    {
        for (var i = 0; i < columns.Length; i++)
            columns[i].Fill(chunk[i], rows);
    }

    /// <summary>As above, for the members of a struct vector.</summary>
    internal void Fill(VectorWriter vector, ChunkRows rows)
    {
        for (var i = 0; i < columns.Length; i++)
            columns[i].Fill(vector.StructChild(i), rows);
    }

    private static DuckDbType Struct(IReadOnlyList<DuckDbColumn> columns) =>
        DuckDbType.Struct([.. columns.Select(c => new DuckDbField(c.Name, c.Type))]);
}
