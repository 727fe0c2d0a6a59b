using Etl.Worker.Sources;

namespace Etl.Worker.Crawl;

/// <summary>What the threads of a crawl count together.</summary>
public sealed class CrawlCounters
{
    private long listed, loaded, quarantined, unchanged, bytesRead, headerBytes, rowsWritten, parts, requests, members, sampledOut;
    private volatile bool listingDone;

    public long Listed => Volatile.Read(ref listed);

    public long Loaded => Volatile.Read(ref loaded);

    public long Quarantined => Volatile.Read(ref quarantined);

    public long Unchanged => Volatile.Read(ref unchanged);

    /// <summary>What remote sources were asked for; part of the sums below.</summary>
    public Traffic Remote { get; set; } = new();

    /// <summary>Bytes fetched from the sources.</summary>
    public long BytesRead => Volatile.Read(ref bytesRead) + Remote.BytesRead;

    /// <summary>Bytes of the headers loaded: the least that had to be fetched.</summary>
    public long HeaderBytes => Volatile.Read(ref headerBytes);

    /// <summary>Opens of files, requests to buckets.</summary>
    public long Requests => Volatile.Read(ref requests) + Remote.Requests;

    public long RowsWritten => Volatile.Read(ref rowsWritten);

    public int Parts => (int)Volatile.Read(ref parts);

    /// <summary>Members of archives beyond the first of each: an archive is listed as one object and counts as its members.</summary>
    public long Members => Volatile.Read(ref members);

    /// <summary>Objects that are left out because enough of their series are taken.</summary>
    public long SampledOut => Volatile.Read(ref sampledOut);

    public bool ListingDone => listingDone;

    public void AddListed(long count) => Interlocked.Add(ref listed, count);

    public void AddMember()
    {
        Interlocked.Increment(ref members);
        Interlocked.Increment(ref listed);
    }

    public void AddUnchanged(long count) => Interlocked.Add(ref unchanged, count);

    public void AddSampledOut(long count) => Interlocked.Add(ref sampledOut, count);

    public void EndListing() => listingDone = true;

    public void AddLoaded(long header)
    {
        Interlocked.Increment(ref loaded);
        Interlocked.Add(ref headerBytes, header);
    }

    public void AddQuarantined() => Interlocked.Increment(ref quarantined);

    public void AddRead(long bytes) => Interlocked.Add(ref bytesRead, bytes);

    public void AddRequest() => Interlocked.Increment(ref requests);

    public void AddPart(long rows)
    {
        Interlocked.Increment(ref parts);
        Interlocked.Add(ref rowsWritten, rows);
    }
}
