namespace Etl.Worker.Sources;

/// <summary>Reads one object after the other, window by window. Used by one thread.</summary>
public interface IObjectReader : IDisposable
{
    /// <summary>Goes to an object; the one before is closed.</summary>
    /// <exception cref="FileNotFoundException">It is gone.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="ObjectChangedException">It is no longer what was listed.</exception>
    /// <exception cref="IOException">It cannot be opened now; another attempt may succeed. The message has no key.</exception>
    void Open(in ObjectInfo item);

    /// <summary>Reads bytes of the object from an offset on: at least one, at most the target's length; 0 at the object's end.</summary>
    /// <exception cref="IOException">As <see cref="Open"/>.</exception>
    int Read(Span<byte> target, long offset);
}
