using Etl.Schema.Columns;

namespace Etl.Worker.Crawl;

/// <summary>The few rows of a modality that workers have when they end, left to the last of them: a part instead of one of each.</summary>
/// <param name="workers">How many there are. One that fails never ends, and its crawl gives nothing.</param>
internal sealed class LastRows(int workers) : IDisposable
{
    private readonly Lock gate = new();
    private readonly List<InstanceBatches> left = [];
    private int working = workers;

    /// <summary>What others have left, for the last worker.</summary>
    internal IReadOnlyList<InstanceBatches> Left => left;

    /// <summary>Leaves batches, which are no longer the worker's; false where it is the last and has to write them.</summary>
    internal bool TryLeave(InstanceBatches batches)
    {
        lock (gate)
        {
            if (--working == 0)
                return false;
            left.Add(batches);
            return true;
        }
    }

    public void Dispose() => left.ForEach(b => b.Dispose());
}
