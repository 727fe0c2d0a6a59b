namespace Etl.Worker.Sources.Archives;

/// <summary>Bytes of an object that were read in one piece, ahead of being asked for.</summary>
internal sealed class RangeBuffer(ReadRange read, long length)
{
    private byte[] buffer = [];
    private long start;
    private int count;

    /// <summary>Bytes of the object.</summary>
    internal long Length => length;

    /// <summary>The first of these bytes is at hand.</summary>
    internal bool Holds(long offset) => offset >= start && offset < start + count;

    /// <summary>Makes these bytes be at hand, as far as the object has them.</summary>
    /// <returns>They themselves, until the next call; fewer at the object's end.</returns>
    internal ReadOnlySpan<byte> Show(long offset, int wanted)
    {
        if (offset < 0 || offset >= length)
            return [];
        wanted = (int)Math.Min(wanted, length - offset);
        if (offset < start || offset + wanted > start + count)
            Fill(offset, wanted);
        return buffer.AsSpan((int)(offset - start), (int)Math.Min(wanted, start + count - offset));
    }

    /// <summary>Reads bytes; where the first is not at hand, at least <paramref name="ahead"/> of them in one go.</summary>
    internal int Read(Span<byte> target, long offset, int ahead)
    {
        if (!Holds(offset))
            Show(offset, Math.Max(ahead, 1));
        if (!Holds(offset))
            return 0;
        var at = (int)(offset - start);
        var number = Math.Min(target.Length, count - at);
        buffer.AsSpan(at, number).CopyTo(target);
        return number;
    }

    private void Fill(long offset, int wanted)
    {
        var kept = Holds(offset) ? (int)(start + count - offset) : 0;
        var old = buffer.AsSpan(kept > 0 ? (int)(offset - start) : 0, kept);
        if (buffer.Length < wanted)
        {
            var larger = new byte[wanted];
            old.CopyTo(larger);
            buffer = larger;
        }
        else
        {
            old.CopyTo(buffer);
        }

        // Nothing is held while a reading may fail.
        count = 0;
        start = offset;
        var more = read.Fully(buffer.AsSpan(kept, wanted - kept), offset + kept);
        count = kept + more;
    }
}
