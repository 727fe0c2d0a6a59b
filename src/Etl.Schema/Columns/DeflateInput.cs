namespace Etl.Schema.Columns;

/// <summary>
/// Compressed bytes handed to an inflater in pieces, single bytes from a given place on, so that the stream's exact end and a missing
/// one can be told: <see cref="System.IO.Compression.DeflateStream"/> reports neither.
/// </summary>
internal sealed unsafe class DeflateInput(byte* start, int length, int singleFrom) : Stream
{
    private const int PieceSize = 4096;

    /// <summary>Bytes handed out.</summary>
    public int Position32 { get; private set; }

    /// <summary>Where the last piece handed out begins.</summary>
    public int LastPiece { get; private set; }

    /// <summary>The inflater wanted more than there is.</summary>
    public bool AskedBeyondEnd { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => Position32;
        set => throw new NotSupportedException("A deflate input is read forward.");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var piece = Position32 >= singleFrom ? 1 : Math.Min(PieceSize, singleFrom - Position32);
        piece = Math.Min(Math.Min(piece, buffer.Length), length - Position32);
        if (piece <= 0)
        {
            AskedBeyondEnd = true;
            return 0;
        }

        new ReadOnlySpan<byte>(start + Position32, piece).CopyTo(buffer);
        LastPiece = Position32;
        Position32 += piece;
        return piece;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A deflate input is read forward.");

    public override void SetLength(long value) => throw new NotSupportedException("A deflate input is read-only.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A deflate input is read-only.");
}
