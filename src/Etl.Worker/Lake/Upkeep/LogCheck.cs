using System.Text.Json;
using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Lake.Upkeep;

/// <summary>Whether a table's log is contiguous and readable, and its checkpoints say what its commits say.</summary>
internal sealed class LogCheck(LakeTable table)
{
    internal IEnumerable<LakeProblem> Run(CancellationToken cancel)
    {
        var log = table.Log;
        var listing = LogListing.Read(log.LogDirectory);
        var expected = listing.Commits.Count == 0 ? 0 : listing.Commits.Min;
        foreach (var version in listing.Commits)
        {
            cancel.ThrowIfCancellationRequested();
            if (version != expected)
                yield return Problem("LOG", expected, $"Commit {LogFile.Commit(expected)} is missing; the log reaches version {listing.Newest}.");
            expected = version + 1;
            if (Unreadable(version) is { } problem)
                yield return Problem("LOG", version, problem);
        }

        if (listing.OldestReadable is null)
            yield return Problem("LOG", expected, "There is neither version 0 nor a checkpoint to begin with.");
        foreach (var problem in Checkpoints(listing))
            yield return problem;
    }

    private string? Unreadable(long version)
    {
        try
        {
            var commit = table.Log.TryReadCommit(version);
            CommitRules.Require(version, commit?.Actions ?? []);
            return null;
        }
        catch (Exception e) when (e is DeltaException or ArgumentException or IOException)
        {
            return e.Message;
        }
    }

    private IEnumerable<LakeProblem> Checkpoints(LogListing listing)
    {
        if (Hint(out var text) is var hinted && text is not null && listing.CheckpointFor(hinted ?? -1).Version != hinted)
            yield return Problem("CHECKPOINT", hinted ?? -1, $"{LogFile.LastCheckpoint} names a checkpoint that is not there; some readers then refuse the table.");
        var newest = listing.CheckpointFor(long.MaxValue).Version;
        if (newest < 0)
            yield break;
        string? difference = null;
        try
        {
            // Without a query function the log is read from its first commit, checkpoints aside.
            var fromCheckpoint = table.Log.LoadSnapshot(newest);
            if (listing.Commits.Contains(0))
            {
                var fromCommits = new DeltaLog(table.Directory, TimeProvider.System).LoadSnapshot(newest);
                if (!fromCheckpoint.Files.Keys.ToHashSet(StringComparer.Ordinal).SetEquals(fromCommits.Files.Keys)
                    || fromCheckpoint.MetaData.SchemaString != fromCommits.MetaData.SchemaString)
                    difference = "It does not have the parts and the schema that the commits up to it give.";
            }
        }
        catch (Exception e) when (e is DeltaException or DuckDb.DuckDbException)
        {
            difference = $"It cannot be read ({e.GetType().Name}).";
        }

        if (difference is not null)
            yield return Problem("CHECKPOINT", newest, $"{LogFile.Checkpoint(newest)}: {difference}");
    }

    private long? Hint(out string? text)
    {
        text = null;
        try
        {
            text = File.ReadAllText(Path.Combine(table.Log.LogDirectory, LogFile.LastCheckpoint));
            using var hint = JsonDocument.Parse(text);
            return hint.RootElement.GetProperty("version"u8).GetInt64();
        }
        catch (Exception e) when (e is FileNotFoundException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // A hint that is missing or that makes no sense is passed over by every reader.
            text = null;
            return null;
        }
    }

    private LakeProblem Problem(string code, long version, string message) => new(table.Name, code, version, null, message);
}
