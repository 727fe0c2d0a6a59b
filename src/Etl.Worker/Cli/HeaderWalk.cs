using System.IO.Compression;
using Etl.Schema.Dicom;
using Microsoft.Win32.SafeHandles;

namespace Etl.Worker.Cli;

/// <summary>Sees one token of a header; <paramref name="value"/> is what the window holds of an element's value.</summary>
internal delegate void HeaderVisitor(DicomToken token, DicomReader reader, ReadOnlySpan<byte> value);

/// <summary>Walks the header of one file from its first to its last token, with no more of the file in memory than a window.</summary>
internal static class HeaderWalk
{
    private const int WindowBytes = 64 << 10;

    /// <returns>The reader, at its end.</returns>
    public static DicomReader Read(SafeFileHandle file, IssueLog issues, HeaderVisitor visit)
    {
        var limits = ReaderLimits.Default;
        var reader = new DicomReader(limits);
        var length = RandomAccess.GetLength(file);
        Func<byte[], long, int> fetch = (buffer, offset) => Fill(file, buffer, offset);
        var buffer = new byte[WindowBytes];
        var start = 0L;
        var held = 0;
        reader.Reset(issues, length);
        while (true)
        {
            var window = buffer.AsSpan(0, held);
            var token = reader.Read(window, start);
            switch (token)
            {
                case DicomToken.End:
                    return reader;
                case DicomToken.NeedMoreBytes:
                    if (buffer.Length < reader.NeedCount)
                        buffer = new byte[reader.NeedCount];
                    start = reader.NeedOffset;
                    held = fetch(buffer, start);
                    // The file may have become shorter since its length was asked.
                    if (held < reader.NeedCount)
                        reader.EndAt(start + held);
                    break;
                case DicomToken.Deflated:
                    if (Inflate(file, reader.DataSetOffset, limits.MaxInflatedBytes, issues) is { } inflated)
                    {
                        fetch = (target, offset) => Copy(inflated, target, offset);
                        reader.ContinueInflated(inflated.Length);
                    }
                    else
                    {
                        reader.ContinuePlain();
                    }

                    held = 0;
                    break;
                case DicomToken.Element when reader.WindowedLength > 0:
                    visit(token, reader, window.Slice(checked((int)(reader.ValueOffset - start)), reader.WindowedLength));
                    break;
                default:
                    visit(token, reader, default);
                    break;
            }
        }
    }

    private static int Fill(SafeFileHandle file, byte[] buffer, long offset)
    {
        var held = 0;
        while (held < buffer.Length && RandomAccess.Read(file, buffer.AsSpan(held), offset + held) is > 0 and var read)
            held += read;
        return held;
    }

    private static int Copy(byte[] bytes, byte[] target, long offset)
    {
        if (offset >= bytes.Length)
            return 0;
        var count = (int)Math.Min(target.Length, bytes.Length - offset);
        Array.Copy(bytes, offset, target, 0, count);
        return count;
    }

    /// <summary>The inflated data set (PS3.5 A.5), as far as it inflates and within the limit; null where the bytes are no deflate stream.</summary>
    private static byte[]? Inflate(SafeFileHandle file, long offset, long limit, IssueLog issues)
    {
        using var source = new FileStream(new SafeFileHandle(file.DangerousGetHandle(), ownsHandle: false), FileAccess.Read, WindowBytes);
        source.Position = offset;
        var isZlib = source.ReadByte() == 0x78 && source.ReadByte() is 0x01 or 0x5E or 0x9C or 0xDA;
        source.Position = offset;
        if (isZlib)
            issues.Add(IssueCode.DeflateZlib, offset);
        using Stream inflater = isZlib ? new ZLibStream(source, CompressionMode.Decompress) : new DeflateStream(source, CompressionMode.Decompress);
        using var inflated = new MemoryStream();
        var chunk = new byte[WindowBytes];
        try
        {
            while (inflater.Read(chunk) is > 0 and var read)
            {
                inflated.Write(chunk, 0, (int)Math.Min(read, limit - inflated.Length));
                if (inflated.Length < limit)
                    continue;
                issues.Add(IssueCode.LimitInflate, offset);
                break;
            }
        }
        catch (InvalidDataException)
        {
            if (inflated.Length > 0)
                issues.Add(IssueCode.DeflateTruncated, offset);
        }

        return inflated.Length > 0 ? inflated.ToArray() : null;
    }
}
