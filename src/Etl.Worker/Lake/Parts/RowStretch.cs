namespace Etl.Worker.Lake.Parts;

/// <summary>Rows that follow each other in the batch and in the output: objects are mostly read in an order near that of parts.</summary>
/// <param name="Row">The first of them.</param>
/// <param name="Count">How many.</param>
internal readonly record struct RowStretch(int Row, int Count)
{
    /// <summary>Adds rows to an order.</summary>
    internal static void Append(List<RowStretch> order, int row, int count)
    {
        if (order.Count > 0 && order[^1].Row + order[^1].Count == row)
            order[^1] = order[^1] with { Count = order[^1].Count + count };
        else if (count > 0)
            order.Add(new RowStretch(row, count));
    }
}
