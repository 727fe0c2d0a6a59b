namespace Etl.Worker.Sources;

/// <summary>
/// Where objects are listed and read from: a folder, a bucket, or the members of archives that lie in one of those. A refresh opens its
/// sources once (<see cref="SourceSet"/>), lists each, compares what is listed with the lake by URI and etag, and reads what is new or
/// changed. An implementation may be called from several threads at once.
/// </summary>
/// <remarks>
/// Rules that the crawl relies on:
/// <list type="bullet">
/// <item>An object has one URI, whoever lists it; an object whose bytes change gets another etag.</item>
/// <item>Not to be reached is an exception, never an empty listing: what is not listed is gone.</item>
/// <item>What is wrong with one object, or with a place below the source, is that object's <see cref="ObjectInfo.Error"/>.</item>
/// <item>No message holds a value of an object or a secret; the URI of the source may stand in it, the key of an object not.</item>
/// </list>
/// </remarks>
public interface ISource : IDisposable
{
    SourceKind Kind { get; }

    /// <summary>The URI that all of the source's objects begin with; it ends with a slash, but for a source that is one object.</summary>
    string Uri { get; }

    /// <summary>The URI of an object that the source lists, from its <see cref="ObjectInfo.Key"/>.</summary>
    string UriOf(string key);

    /// <summary>
    /// Every object, once each, in chunks as they are found. Enumerated by one thread, while others read. Objects of one folder stand
    /// together as far as possible: neighbours have headers alike.
    /// </summary>
    /// <exception cref="IOException">The source cannot be listed, or not to its end.</exception>
    IEnumerable<ObjectInfo[]> List(CancellationToken cancel);

    /// <summary>The same where all of it will be opened: size and time may be left for the open file to tell (<see cref="ObjectInfo.IsUnknown"/>).</summary>
    IEnumerable<ObjectInfo[]> ListToOpen(CancellationToken cancel) => List(cancel);

    /// <summary>Asked before a refresh changes anything and after each of its steps.</summary>
    /// <exception cref="IOException">The source cannot be reached (any more): the message says what is wrong in words a person can act on.</exception>
    void RequireReachable(CancellationToken cancel);

    /// <summary>How far its listing tells what is gone; null: it is of now, and whole.</summary>
    ListingExtent? Extent => null;

    /// <summary>A reader for one thread, owned by the caller. Where reading waits for a network its calls block for as long.</summary>
    IObjectReader OpenReader();
}

/// <summary>What a source is.</summary>
public enum SourceKind
{
    /// <summary>A folder or file of this machine.</summary>
    Folder,

    /// <summary>A bucket of an object store that speaks S3.</summary>
    Bucket,

    /// <summary>Objects that a manifest or an inventory names.</summary>
    Named,

    /// <summary>A manifest or an inventory itself: an object only where some of it names none.</summary>
    List,
}
