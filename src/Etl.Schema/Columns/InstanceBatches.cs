namespace Etl.Schema.Columns;

/// <summary>The open batches of one worker, by modality. A batch is open until the worker takes it away to be written.</summary>
public sealed class InstanceBatches(string refreshId, ColumnBudget budget, bool keepPrivate) : IDisposable
{
    private readonly Dictionary<string, InstanceBatch> byModality = [];
    private InstanceBatch? withoutModality;

    public ColumnBudget Budget { get; } = budget;

    public IEnumerable<InstanceBatch> All => withoutModality is null ? byModality.Values : byModality.Values.Append(withoutModality);

    /// <summary>The batch of a modality, a new one where there is none yet.</summary>
    public InstanceBatch Of(string? modality)
    {
        if (modality is null)
            return withoutModality ??= new InstanceBatch(null, refreshId, keepPrivate);
        if (!byModality.TryGetValue(modality, out var batch))
            byModality.Add(modality, batch = new InstanceBatch(modality, refreshId, keepPrivate));
        return batch;
    }

    public void Dispose()
    {
        foreach (var batch in All)
            batch.Dispose();
        byModality.Clear();
        withoutModality = null;
    }
}
