namespace Etl.Worker.Crawl;

/// <summary>
/// When an object whose reading failed in a way that may pass is tried again by a later refresh: by the next one at once, then after
/// 15 minutes, 30, 1 hour, and so on, 12 hours at most; after the last attempt only when it changes or somebody asks for it.
/// </summary>
internal static class QuarantineBackOff
{
    internal const int MaxAttempts = 10;

    internal static readonly TimeSpan First = TimeSpan.FromMinutes(15);
    internal static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    /// <summary><c>next_attempt_at</c> in SQL, of the columns <c>reason_code</c>, <c>attempts</c> and <c>last_seen_at</c>.</summary>
    internal static string Sql(string reason, string attempts, string lastSeen)
    {
        var transient = string.Join(", ", QuarantineReason.Transient.Select(r => $"'{r}'"));
        return $"""
            case
              when {reason} not in ({transient}) or {attempts} >= {MaxAttempts} then null
              when {attempts} = 1 then {lastSeen}
              else {lastSeen} + to_minutes(least({(long)Longest.TotalMinutes}, {(long)First.TotalMinutes} * (1::bigint << ({attempts} - 2))))
            end
            """;
    }
}
