namespace Etl.Worker.Crawl;

/// <summary>
/// What requests cost in dollars: AWS S3 Standard in us-east-1. Other stores and classes differ: docs/buckets.md has the table.
/// </summary>
internal static class RequestPrices
{
    /// <summary>One GET or HEAD.</summary>
    internal const double Reads = 0.0004 / 1000;

    /// <summary>One page of a listing.</summary>
    internal const double Lists = 0.005 / 1000;
}
