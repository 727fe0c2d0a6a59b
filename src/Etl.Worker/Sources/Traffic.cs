namespace Etl.Worker.Sources;

/// <summary>What remote sources were asked for; counted by all threads together.</summary>
public sealed class Traffic
{
    private long listRequests, reads, furtherReads, otherRequests, retries, bytesRead;

    /// <summary>Pages of listings.</summary>
    public long ListRequests => Volatile.Read(ref listRequests);

    /// <summary>Reads of a window, failed ones too.</summary>
    public long Reads => Volatile.Read(ref reads);

    /// <summary>Those among <see cref="Reads"/> that were not the first of their object's state.</summary>
    public long FurtherReads => Volatile.Read(ref furtherReads);

    /// <summary>Looks at single objects, at the source itself.</summary>
    public long OtherRequests => Volatile.Read(ref otherRequests);

    /// <summary>Requests that repeated one that had failed; they are counted among the others too.</summary>
    public long Retries => Volatile.Read(ref retries);

    public long Requests => ListRequests + Reads + OtherRequests;

    /// <summary>Bytes of objects, also of reads that failed.</summary>
    public long BytesRead => Volatile.Read(ref bytesRead);

    /// <summary>Of reads that succeeded, from the request to the last byte.</summary>
    public LatencyCounts Latency { get; } = new();

    public void AddListRequest() => Interlocked.Increment(ref listRequests);

    public void AddRead() => Interlocked.Increment(ref reads);

    public void AddFurtherRead() => Interlocked.Increment(ref furtherReads);

    public void AddOtherRequest() => Interlocked.Increment(ref otherRequests);

    public void AddRetry() => Interlocked.Increment(ref retries);

    public void AddBytes(long bytes) => Interlocked.Add(ref bytesRead, bytes);
}
