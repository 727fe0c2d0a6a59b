namespace Etl.Worker.Sources;

/// <summary>What a listing tells of objects that are not in it: those that it would have are gone.</summary>
/// <param name="Below">It has all objects whose URI begins so; null: it names some objects and tells nothing of others.</param>
/// <param name="Until">Objects modified later may be missing in it.</param>
public sealed record ListingExtent(string? Below, DateTimeOffset? Until)
{
    public static ListingExtent Nothing { get; } = new(null, null);
}
