namespace Etl.Schema.Columns;

/// <summary>
/// Keeps one odd object from deforming everybody's schema: the leaf columns that a lake may have, and how deep they may nest.
/// Shared by all batches of a refresh; safe for threads.
/// </summary>
public sealed class ColumnBudget
{
    public const int DefaultMaxLeaves = 20_000;
    public const int DefaultMaxDepth = 16;

    private readonly HashSet<string> paths = [];
    private readonly Lock gate = new();
    private readonly int maxLeaves;

    public ColumnBudget(int maxLeaves = DefaultMaxLeaves, int maxDepth = DefaultMaxDepth)
    {
        this.maxLeaves = maxLeaves;
        MaxDepth = Math.Min(maxDepth, AttributePath.MaxDepth - 1);
    }

    /// <summary>The deepest <see cref="AttributePath.Depth"/> that becomes a column.</summary>
    public int MaxDepth { get; }

    /// <summary>True where the column exists already or there is still room for it.</summary>
    public bool TryAdd(AttributePath path)
    {
        lock (gate)
        {
            if (paths.Contains(path.Text))
                return true;
            if (paths.Count >= maxLeaves)
                return false;
            paths.Add(path.Text);
            return true;
        }
    }

    /// <summary>Tells of a column that the lake has already.</summary>
    public void AddExisting(string path)
    {
        lock (gate)
            paths.Add(path);
    }
}
