namespace Etl.Worker.Sources;

/// <summary>
/// A source whose reading waits for a network, so that hundreds of reads are in flight at once: the crawl's fetch stage asks for windows
/// and hands them to the parsing threads, instead of having each thread wait in an <see cref="IObjectReader"/>.
/// </summary>
public interface IRemoteSource : ISource
{
    /// <summary>One attempt to read a window; the caller decides how often and how many at once.</summary>
    /// <param name="item">The object, as it was listed.</param>
    /// <param name="offset">First byte of the window, below the object's size.</param>
    /// <param name="target">
    /// Is filled to its end: the window lies within the object. Bytes of another version than the one listed are never given.
    /// </param>
    /// <param name="cancel">Ends the attempt.</param>
    /// <exception cref="RemoteException">It failed; what kind of failure it was tells whether another attempt may succeed.</exception>
    Task ReadAsync(ObjectInfo item, long offset, Memory<byte> target, CancellationToken cancel);

    /// <summary>One attempt to read the beginning of an object of which not all is known.</summary>
    /// <param name="item">The object; its etag, where that is known, must be the one read.</param>
    /// <param name="target">Is filled as far as the object has bytes.</param>
    /// <param name="cancel">Ends the attempt.</param>
    /// <returns>The object as it is, and the bytes read.</returns>
    /// <exception cref="RemoteException">As <see cref="ReadAsync"/>.</exception>
    Task<(ObjectInfo Now, int Count)> ReadFirstAsync(ObjectInfo item, Memory<byte> target, CancellationToken cancel);

    /// <summary>The object as it is now, or null where it is gone: asked for when it is no longer what was listed.</summary>
    /// <exception cref="RemoteException">It could not be asked for.</exception>
    Task<ObjectInfo?> LookAgainAsync(ObjectInfo item, CancellationToken cancel);

    /// <summary>What the source was asked for so far.</summary>
    Traffic Traffic { get; }
}
