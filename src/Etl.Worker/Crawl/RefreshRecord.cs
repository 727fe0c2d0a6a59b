using System.Security.Cryptography;
using System.Text;
using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Crawl;

/// <summary>What identifies a refresh and what it found, as it goes on.</summary>
internal sealed class RefreshRecord(DateTimeOffset startedAt, RefreshOptions options)
{
    internal string Id { get; } = options.Id ?? Guid.CreateVersion7(startedAt).ToString();

    internal DateTimeOffset StartedAt { get; } = startedAt;

    internal RefreshOptions Options { get; } = options;

    internal IReadOnlyList<string> Sources { get; set; } = [];

    internal long New { get; set; }

    internal long Changed { get; set; }

    internal long Gone { get; set; }

    internal long Retried { get; set; }

    /// <summary>All that it read is committed, rows and quarantine.</summary>
    internal bool IsComplete { get; set; }

    internal int Commits { get; set; }

    internal long VersionBefore { get; set; } = -1;

    internal long VersionAfter { get; set; } = -1;

    /// <summary>
    /// The next batch of the stream that all refreshes of these sources form in a table. Two that run at once both take this number; one
    /// of them loses, sees the other's rows and plans anew.
    /// </summary>
    internal Txn NextTxn(DeltaSnapshot snapshot)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Sources)));
        var stream = $"etl-refresh-{Convert.ToHexStringLower(hash, 0, 8)}";
        return new Txn(stream, snapshot.Txns.TryGetValue(stream, out var latest) ? latest.Version + 1 : 1);
    }
}
