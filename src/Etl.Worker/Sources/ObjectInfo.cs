namespace Etl.Worker.Sources;

/// <summary>One stored object as a source lists it.</summary>
/// <param name="Source">Lists it, and reads it.</param>
/// <param name="Key">What the source needs to find it again: a path, a key of a bucket. Its URI is made from it.</param>
/// <param name="Size">Bytes; <see cref="UnknownSize"/> where a list names the object and says no more, or the open file is to tell.</param>
/// <param name="ModifiedAt">UTC, in the resolution of the source; default where it is not known.</param>
/// <param name="Error">Why it could not even be listed; null for all but a few.</param>
/// <param name="Replaces">The lake has a row of an earlier state of the object, which goes when this one is dealt with.</param>
public readonly record struct ObjectInfo(
    ISource Source, string Key, long Size, DateTime ModifiedAt, string? Error = null, bool Replaces = false)
{
    /// <summary>The size of an object whose state is not known before it is read.</summary>
    public const long UnknownSize = -1;

    /// <summary>Its first read tells what is not known of it.</summary>
    public bool IsUnknown => Size < 0 || ModifiedAt == default;

    /// <summary>What the source itself calls this state of the object, without quotes; null where it has no name for it.</summary>
    public string? Tag { get; init; }

    /// <summary>Changes when the object does: the source's own tag, else nanoseconds of modification since 1970, and size; empty while not known.</summary>
    public string Etag => Tag ?? (Size < 0 ? "" : $"{(ModifiedAt - DateTime.UnixEpoch).Ticks * 100}-{Size}");

    public string Uri => Source.UriOf(Key);
}
