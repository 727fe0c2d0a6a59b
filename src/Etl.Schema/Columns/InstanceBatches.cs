namespace Etl.Schema.Columns;

/// <summary>The open batches of one worker, by modality. A batch is open until the worker takes it away to be written.</summary>
public sealed class InstanceBatches(string refreshId, ColumnBudget budget, bool keepPrivate) : IDisposable
{
    private readonly Dictionary<string, InstanceBatch> byModality = [];
    private readonly Dictionary<InstanceBatch, RareRows> rare = [];
    private InstanceBatch? withoutModality;

    public ColumnBudget Budget { get; } = budget;

    public IEnumerable<InstanceBatch> All => withoutModality is null ? byModality.Values : byModality.Values.Append(withoutModality);

    /// <summary>The batches of rows set aside.</summary>
    public IEnumerable<InstanceBatch> Aside => rare.Values.Select(r => r.Target).OfType<InstanceBatch>();

    /// <summary>
    /// Before a batch is written: moves rows that have columns which hardly any other has to a batch in <see cref="Aside"/>, where that pays.
    /// </summary>
    public void SetAside(InstanceBatch batch)
    {
        if (Aside.Contains(batch))
            return;
        if (!rare.TryGetValue(batch, out var rows))
            rare.Add(batch, rows = new RareRows(batch, () => new InstanceBatch(batch.Modality, refreshId, keepPrivate)));
        rows.Take();
    }

    /// <summary>The batch of a modality, a new one where there is none yet.</summary>
    public InstanceBatch Of(string? modality)
    {
        if (modality is null)
            return withoutModality ??= new InstanceBatch(null, refreshId, keepPrivate);
        if (!byModality.TryGetValue(modality, out var batch))
            byModality.Add(modality, batch = new InstanceBatch(modality, refreshId, keepPrivate));
        return batch;
    }

    /// <summary>Takes the rows of others, those set aside to those set aside here, where there are any of the modality. No row may be begun after that.</summary>
    public void Take(InstanceBatches others)
    {
        foreach (var batch in others.All.Concat(others.Aside).Where(b => b.RowCount > 0))
        {
            var own = Of(batch.Modality);
            if (others.Aside.Contains(batch) && rare.TryGetValue(own, out var rows) && rows.Target is { } aside)
                own = aside;
            var copy = new RowCopy(batch, own);
            copy.Begin();
            for (var row = 0; row < batch.RowCount; row++)
                copy.Add(row);
            batch.Clear();
        }
    }

    public void Dispose()
    {
        foreach (var batch in All.Concat(Aside))
            batch.Dispose();
        rare.Clear();
        byModality.Clear();
        withoutModality = null;
    }
}
