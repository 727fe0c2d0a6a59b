namespace Etl.Worker.Sources.Archives;

/// <summary>A piece of an object as a stream, for an inflater.</summary>
internal sealed class RangeStream(ReadRange read, long start, long length) : Stream
{
    private long position;

    /// <summary>More was wanted than there is: what is inflated from it has no end of its own.</summary>
    internal bool AskedBeyondEnd { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => position;
        set => throw new NotSupportedException("The stream is read forward.");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
            return 0;
        var wanted = (int)Math.Min(buffer.Length, length - position);
        var count = wanted > 0 ? read(buffer[..wanted], start + position) : 0;
        AskedBeyondEnd |= count == 0;
        position += count;
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("The stream is read forward.");

    public override void SetLength(long value) => throw new NotSupportedException("The stream is read-only.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream is read-only.");
}
