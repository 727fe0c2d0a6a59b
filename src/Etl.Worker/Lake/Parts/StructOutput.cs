using Etl.Schema.Columns;
using Etl.Worker.DuckDb;

namespace Etl.Worker.Lake.Parts;

/// <summary>The rows of a struct in the order in which they are written: of a batch, or of the items below it.</summary>
internal sealed class StructOutput
{
    private readonly ColumnOutput[] columns;

    /// <param name="rows">The struct.</param>
    /// <param name="order">Row numbers in the order of output. Rows that it leaves out are not written.</param>
    /// <param name="text">Where text cells point to.</param>
    /// <param name="leaveOut">A column that the output does not have.</param>
    internal StructOutput(StructBuilder rows, int[] order, TextHeap text, string? leaveOut = null)
    {
        var slots = new int[rows.RowCount];
        Array.Fill(slots, -1);
        columns = [.. rows.Columns
            .Where(c => c.Name != leaveOut && (c.Kind != ColumnKind.Sequence || c.Items!.HasFields))
            .Select(c => new ColumnOutput(c, order, slots, text))];
        Columns = [.. columns.Select(c => new DuckDbColumn(c.Name, c.Type))];
    }

    internal IReadOnlyList<DuckDbColumn> Columns { get; }

    /// <summary>The struct itself as a type.</summary>
    internal DuckDbType Type => DuckDbType.Struct([.. Columns.Select(c => new DuckDbField(c.Name, c.Type))]);

    /// <summary>Fills the columns of a chunk with the output rows from <paramref name="from"/> up to <paramref name="to"/>.</summary>
    internal void Fill(DataChunkWriter chunk, int from, int to)
    {
        for (var i = 0; i < columns.Length; i++)
            columns[i].Fill(chunk[i], from, to);
    }

    /// <summary>As above, for the members of a struct vector.</summary>
    internal void Fill(VectorWriter vector, int from, int to)
    {
        for (var i = 0; i < columns.Length; i++)
            columns[i].Fill(vector.StructChild(i), from, to);
    }
}
