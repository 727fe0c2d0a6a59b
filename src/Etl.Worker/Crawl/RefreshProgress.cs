namespace Etl.Worker.Crawl;

/// <summary>How far a refresh is. Each report replaces the one before; counts never fall.</summary>
/// <param name="Stage">One of <see cref="Stages"/>. Listing, reading and writing overlap: the stage is the last that has started.</param>
/// <param name="Listed">Objects found so far; the total once <paramref name="ListingDone"/>.</param>
/// <param name="ListingDone">No more objects will be found.</param>
/// <param name="Done">Objects dealt with: loaded, quarantined or unchanged.</param>
/// <param name="Quarantined">Objects among <paramref name="Done"/> that could not be read.</param>
/// <param name="BytesRead">Bytes fetched from the sources.</param>
/// <param name="Rows">Rows written to parts.</param>
public readonly record struct RefreshProgress(
    string Stage, long Listed, bool ListingDone, long Done, long Quarantined, long BytesRead, long Rows)
{
    /// <summary>The stages in their order.</summary>
    public static readonly IReadOnlyList<string> Stages =
        ["list", "diff", "read", "write", "commit", "compact", "load", "marts", "checks", "publish"];
}
