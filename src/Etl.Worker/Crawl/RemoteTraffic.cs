using Etl.Worker.Sources;

namespace Etl.Worker.Crawl;

/// <summary>What a refresh asked of remote sources, and what that would cost.</summary>
public sealed record RemoteTraffic
{
    /// <summary>Pages of listings.</summary>
    public required long ListRequests { get; init; }

    /// <summary>First reads of objects.</summary>
    public required long FirstReads { get; init; }

    /// <summary>Reads of more of an object than the first had brought.</summary>
    public required long FurtherReads { get; init; }

    /// <summary>Looks at single objects that had changed.</summary>
    public required long OtherRequests { get; init; }

    /// <summary>Requests that repeated one that had failed; counted above too.</summary>
    public required long Retries { get; init; }

    public required long BytesRead { get; init; }

    /// <summary>Reads an instance or a quarantined object took on average.</summary>
    public required double ReadsPerObject { get; init; }

    /// <summary>Bytes read an instance or a quarantined object took on average.</summary>
    public required double BytesPerObject { get; init; }

    /// <summary>Of reads: the time that half of them, and so on, stayed below.</summary>
    public required TimeSpan LatencyMedian { get; init; }

    public required TimeSpan Latency95 { get; init; }

    public required TimeSpan Latency99 { get; init; }

    /// <summary>By the list price of <see cref="RequestPrices"/>; the bytes are not in it.</summary>
    public required double DollarsPerMillionObjects { get; init; }

    internal static RemoteTraffic Of(CrawlCounters counters)
    {
        Traffic traffic = counters.Remote;
        var objects = Math.Max(1, counters.Loaded + counters.Quarantined);
        var listed = Math.Max(1, counters.Listed);
        return new RemoteTraffic
        {
            ListRequests = traffic.ListRequests,
            FirstReads = traffic.Reads - traffic.FurtherReads,
            FurtherReads = traffic.FurtherReads,
            OtherRequests = traffic.OtherRequests,
            Retries = traffic.Retries,
            BytesRead = traffic.BytesRead,
            ReadsPerObject = (double)traffic.Reads / objects,
            BytesPerObject = (double)traffic.BytesRead / objects,
            LatencyMedian = traffic.Latency.Percentile(0.5),
            Latency95 = traffic.Latency.Percentile(0.95),
            Latency99 = traffic.Latency.Percentile(0.99),
            DollarsPerMillionObjects = 1e6 * (RequestPrices.Reads * (traffic.Reads + traffic.OtherRequests) / objects + RequestPrices.Lists * traffic.ListRequests / listed),
        };
    }
}
