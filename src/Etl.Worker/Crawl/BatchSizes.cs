using System.Runtime.InteropServices;
using Etl.Schema.Columns;

namespace Etl.Worker.Crawl;

/// <summary>
/// The memory of a worker's open batches. To measure one is to go through all its columns, so only those that a row was begun in are
/// measured again.
/// </summary>
internal sealed class BatchSizes(InstanceBatches batches)
{
    private readonly Dictionary<InstanceBatch, (int Stamp, long Bytes)> measured = [];

    /// <summary>The largest batch where all together take more than so many bytes, else null.</summary>
    internal InstanceBatch? LargestBeyond(long maxBytes)
    {
        var (sum, largest) = (0L, (Batch: (InstanceBatch?)null, Bytes: -1L));
        foreach (var batch in batches.All)
        {
            ref var size = ref CollectionsMarshal.GetValueRefOrAddDefault(measured, batch, out var isMeasured);
            if (!isMeasured || size.Stamp != batch.Stamp)
                size = (batch.Stamp, batch.Bytes);
            sum += size.Bytes;
            if (size.Bytes > largest.Bytes)
                largest = (batch, size.Bytes);
        }

        return sum > maxBytes ? largest.Batch : null;
    }

    /// <summary>The batch was emptied.</summary>
    internal void Forget(InstanceBatch batch) => measured.Remove(batch);
}
