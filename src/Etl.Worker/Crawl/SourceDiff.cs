namespace Etl.Worker.Crawl;

/// <summary>What a refresh finds at one source, compared with what the lake has of it.</summary>
/// <param name="Uri">The source.</param>
/// <param name="Listed">Objects found. An archive that is unchanged counts as its members; one that is to be read as one, here and below.</param>
/// <param name="ListErrors">Folders and links among them that could not be listed; what the lake knows of below them stays.</param>
/// <param name="New">Not known before.</param>
/// <param name="Changed">Known with another etag.</param>
/// <param name="Retried">In quarantine, and due to be tried again.</param>
/// <param name="Gone">Rows of objects known and no longer found.</param>
/// <param name="Known">All that the lake has rows of.</param>
public sealed record SourceDiff(
    string Uri, long Listed, long ListErrors, long New, long Changed, long Retried, long Gone, long Known)
{
    /// <summary>Known or in quarantine, and the same.</summary>
    public long Unchanged => Listed - New - Changed - Retried;
}

/// <summary>Keeps a source that is only half there from emptying the lake.</summary>
internal static class RemovalGuard
{
    private const double Share = 0.2;

    /// <summary>Why the refresh is to be refused, source by source; empty when it may go on.</summary>
    internal static IReadOnlyList<string> Find(IEnumerable<SourceDiff> sources, RefreshOptions options) => options.AllowMassRemoval || options.KeepMissing
        ? []
        : [.. sources.Where(IsSuspicious).Select(s =>
            $"{s.Gone} of the {s.Known} objects that the lake has of {s.Uri} are no longer there" + (s.Listed == 0 ? ", nor is anything else" : $", more than {Share:P0}"))];

    /// <exception cref="MassRemovalException">More would go than a day's work explains.</exception>
    internal static void Require(IEnumerable<SourceDiff> sources, RefreshOptions options)
    {
        var problems = Find(sources, options);
        if (problems.Count > 0)
            throw new MassRemovalException(problems);
    }

    /// <summary>One of two or three objects may go; an empty folder is more likely a disk that is not mounted.</summary>
    private static bool IsSuspicious(SourceDiff source) =>
        source.Gone > 0 && (source.Listed == 0 || source.Gone >= 2 && source.Gone > source.Known * Share);
}

/// <summary>More of a source is gone than the guard lets pass. Nothing was changed.</summary>
public sealed class MassRemovalException(IReadOnlyList<string> problems) : IOException(
    $"{string.Join("; ", problems)}. If that is right, refresh with --allow-mass-removal; to keep their rows, with --keep-missing.");
