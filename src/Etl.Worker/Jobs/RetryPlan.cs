using Etl.Worker.Cli;
using Etl.Worker.Configuration;
using Etl.Worker.Crawl;
using Etl.Worker.Warehouse;

namespace Etl.Worker.Jobs;

/// <summary>Whether and when a refresh that failed is tried again.</summary>
internal static class RetryPlan
{
    /// <summary>How long to wait before the attempt after this many; null: it is not tried again.</summary>
    internal static TimeSpan? WaitAfter(int attempts, Exception failure, RetryConfig retry)
    {
        if (attempts >= retry.Attempts || Outcome(failure) != RunOutcome.Failed || failure is UsageException)
            return null;
        var wait = retry.BackOff * Math.Pow(2, Math.Min(attempts - 1, 30));
        return wait < retry.LongestBackOff ? wait : retry.LongestBackOff;
    }

    /// <summary>What becomes of a run that ends with this.</summary>
    internal static RunOutcome Outcome(Exception failure) => failure switch
    {
        // The same objects would be missing, the same rows wrong.
        MassRemovalException => RunOutcome.Refused,
        WarehouseCheckException => RunOutcome.CheckViolated,
        _ => RunOutcome.Failed,
    };
}
