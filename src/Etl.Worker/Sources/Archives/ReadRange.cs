namespace Etl.Worker.Sources.Archives;

/// <summary>Reads bytes of an object from an offset on.</summary>
/// <param name="target">Takes them; not empty.</param>
/// <param name="offset">Of the first of them.</param>
/// <returns>Bytes read: at least one, or 0 at the object's end.</returns>
/// <exception cref="IOException">They cannot be read.</exception>
internal delegate int ReadRange(Span<byte> target, long offset);

internal static class ReadRangeExtensions
{
    /// <summary>Reads until the target is full or the object ends.</summary>
    /// <returns>Bytes read.</returns>
    internal static int Fully(this ReadRange read, Span<byte> target, long offset)
    {
        var count = 0;
        while (count < target.Length)
        {
            var more = read(target[count..], offset + count);
            if (more == 0)
                break;
            count += more;
        }

        return count;
    }
}
