using Etl.Worker.Sources;

namespace Etl.Worker.Crawl;

/// <summary>
/// The bytes of one object that a parser looks at: a first read that holds most headers, more only when asked, and a jump wherever the
/// parser skips a large value. Reused from object to object.
/// </summary>
internal sealed class FileWindow
{
    /// <summary>The first read. Headers of CT and MR slices take 3 to 12 KiB.</summary>
    internal const int FirstBytes = 16 << 10;

    private const int MaxKeptBytes = 1 << 20;
    private byte[] buffer = new byte[64 << 10];
    private int count;

    /// <summary>Offset of the window's first byte in the object.</summary>
    internal long Offset { get; private set; }

    internal ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, count);

    /// <summary>Starts an object.</summary>
    internal void Clear()
    {
        Offset = 0;
        count = 0;
        if (buffer.Length > 4 * MaxKeptBytes)
            buffer = new byte[64 << 10];
    }

    /// <summary>Makes the window hold these bytes of the object, as far as it has them.</summary>
    /// <returns>Bytes read, or -1 where the object ends before <paramref name="size"/>.</returns>
    internal int Show(IObjectReader reader, long offset, int needed, long size)
    {
        var end = Math.Min(offset + Math.Max(needed, FirstBytes), size);
        var isNear = offset >= Offset && offset <= Offset + count;
        if (isNear && end - Offset <= Math.Max(MaxKeptBytes, 2L * needed))
        {
            // What is already here stays: the parser may look back a little.
        }
        else
        {
            var kept = isNear ? (int)(Offset + count - offset) : 0;
            if (kept > 0)
                buffer.AsSpan((int)(offset - Offset), kept).CopyTo(buffer);
            Offset = offset;
            count = kept;
        }

        var wanted = (int)(end - Offset);
        if (wanted > buffer.Length)
            Array.Resize(ref buffer, Math.Max(wanted, buffer.Length * 2));
        var before = count;
        while (count < wanted)
        {
            var read = reader.Read(buffer.AsSpan(count, wanted - count), Offset + count);
            if (read == 0)
                return -1;
            count += read;
        }

        return count - before;
    }
}
