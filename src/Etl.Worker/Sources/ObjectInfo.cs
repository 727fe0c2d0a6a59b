namespace Etl.Worker.Sources;

/// <summary>One stored object as a source lists it.</summary>
/// <param name="Path">What opens it.</param>
/// <param name="Size">Bytes.</param>
/// <param name="ModifiedAt">UTC, in the resolution of the source.</param>
/// <param name="Error">Why it could not even be listed; null for all but a few.</param>
/// <param name="Replaces">The lake has a row of an earlier state of the object, which goes when this one is dealt with.</param>
public readonly record struct ObjectInfo(string Path, long Size, DateTime ModifiedAt, string? Error = null, bool Replaces = false)
{
    /// <summary>Changes when the object does: nanoseconds of modification since 1970, and size.</summary>
    public string Etag => $"{(ModifiedAt - DateTime.UnixEpoch).Ticks * 100}-{Size}";
}
