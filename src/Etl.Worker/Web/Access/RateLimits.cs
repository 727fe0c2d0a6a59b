using System.Threading.RateLimiting;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Access;

/// <summary>How often one user, or one address that is not signed in, may ask, and how much runs at once for all of them.</summary>
public sealed class RateLimits : IDisposable
{
    private readonly PartitionedRateLimiter<string> signIns = Bucket(10, 10, TimeSpan.FromMinutes(1));
    private readonly PartitionedRateLimiter<string> requests = Bucket(600, 200, TimeSpan.FromSeconds(1));
    private readonly PartitionedRateLimiter<string> queries = Bucket(30, 30, TimeSpan.FromMinutes(1));
    private readonly PartitionedRateLimiter<string> downloads = Bucket(120, 120, TimeSpan.FromMinutes(1));
    private readonly ConcurrencyLimiter pages = Places(Math.Max(4, Environment.ProcessorCount * 2), 500);
    private readonly ConcurrencyLimiter streamed = Places(Math.Max(2, Environment.ProcessorCount), 20);

    /// <summary>Whether this user, or this address, has not asked too often.</summary>
    public bool Allows(string user) => Takes(requests, user);

    /// <summary>Whether this user may sign in, download, or run a statement once more: what costs more than a page is counted by itself.</summary>
    public bool Allows(string user, Load load) => load switch
    {
        Load.SignIn => Takes(signIns, user),
        Load.Download => Takes(downloads, user),
        Load.Query => Takes(queries, user),
        _ => true,
    };

    /// <summary>Waits for a place among those that work on the warehouse. One that is not acquired means that too many wait already.</summary>
    public ValueTask<RateLimitLease> Enter(Load load, CancellationToken cancel) => load switch
    {
        Load.Page => pages.AcquireAsync(1, cancel),
        Load.Download or Load.Query => streamed.AcquireAsync(1, cancel),
        _ => ValueTask.FromResult<RateLimitLease>(NoLease.Instance),
    };

    public void Dispose()
    {
        signIns.Dispose();
        requests.Dispose();
        queries.Dispose();
        downloads.Dispose();
        pages.Dispose();
        streamed.Dispose();
    }

    private static bool Takes(PartitionedRateLimiter<string> bucket, string user)
    {
        using var taken = bucket.AttemptAcquire(user);
        return taken.IsAcquired;
    }

    private static PartitionedRateLimiter<string> Bucket(int most, int refill, TimeSpan every) =>
        PartitionedRateLimiter.Create<string, string>(user => RateLimitPartition.GetTokenBucketLimiter(user, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = most,
            TokensPerPeriod = refill,
            ReplenishmentPeriod = every,
            QueueLimit = 0,
        }));

    private static ConcurrencyLimiter Places(int places, int queue) => new(new ConcurrencyLimiterOptions
    {
        PermitLimit = places,
        QueueLimit = queue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    private sealed class NoLease : RateLimitLease
    {
        public static NoLease Instance { get; } = new();

        public override bool IsAcquired => true;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return false;
        }
    }
}
