using System.IO.Compression;
using System.Text;
using Etl.Schema.Dicom;

namespace Etl.Schema.Tests.Dicom;

/// <summary>How the bytes of an object are shown to the reader.</summary>
public enum Windows
{
    /// <summary>All at once.</summary>
    Whole,

    /// <summary>Exactly what was asked for, and nothing else.</summary>
    AsAsked,

    /// <summary>A prefix that grows by one byte whenever bytes are missing.</summary>
    ByteByByte,

    /// <summary>As asked, the length unknown until the end is asked for.</summary>
    AsAskedWithoutLength,

    /// <summary>Byte by byte, the length unknown until the last.</summary>
    ByteByByteWithoutLength,
}

/// <summary>One token, its value's bytes included where the reader had them shown.</summary>
public sealed record Token(
    DicomToken Kind, uint Tag, Vr Vr, Vr FileVr, int Depth, long HeaderOffset, long ValueOffset, long ValueLength, bool IsBigEndian, bool IsMeta, string Value)
{
    public override string ToString() => Kind switch
    {
        DicomToken.Element => $"{Tag:X8} {Vr} {Value}".TrimEnd(),
        DicomToken.SequenceStart => $"{Tag:X8} [",
        DicomToken.SequenceEnd => "]",
        DicomToken.ItemStart => "{",
        DicomToken.ItemEnd => "}",
        _ => Kind.ToString(),
    };
}

/// <summary>An object read to its end.</summary>
public sealed class Reading
{
    public required List<Token> Tokens { get; init; }

    public required StopReason Stop { get; init; }

    public required long HeaderEnd { get; init; }

    public required long Length { get; init; }

    public required IReadOnlyList<(Issue Issue, int Count)> Issues { get; init; }

    public string? TransferSyntaxUid { get; init; }

    public bool IsExplicitVr { get; init; }

    public bool IsBigEndian { get; init; }

    public IEnumerable<IssueCode> Codes => Issues.Select(entry => entry.Issue.Code);

    /// <summary>The data set without (0008,0016), (0008,0018) and (0008,0060), as one line.</summary>
    public string Structure => string.Join(' ', Tokens
        .Where(token => !token.IsMeta && !(token.Depth == 0 && token.Kind == DicomToken.Element && token.Tag is 0x00080016 or 0x00080018 or 0x00080060))
        .Select(token => token.ToString()));

    public static Reading Of(byte[] bytes, Windows windows = Windows.Whole, ReaderLimits? limits = null, DicomReader? reused = null)
    {
        var log = new IssueLog();
        var reader = reused ?? new DicomReader(limits);
        var hasLength = windows < Windows.AsAskedWithoutLength;
        var isGrowing = windows is Windows.ByteByByte or Windows.ByteByByteWithoutLength;
        var tokens = new List<Token>();
        reader.Reset(log, hasLength ? bytes.Length : -1);
        var (from, to) = windows == Windows.Whole ? (0, bytes.Length) : (0, 0);
        var isEndKnown = hasLength;
        while (true)
        {
            var window = bytes.AsSpan(from, to - from);
            var kind = reader.Read(window, from);
            if (kind == DicomToken.End)
                break;
            if (kind == DicomToken.NeedMoreBytes)
            {
                Assert.True(reader.NeedCount > 0);
                Assert.False(windows == Windows.Whole, "Bytes asked for beyond the object.");
                if (!isEndKnown && reader.NeedOffset + reader.NeedCount > bytes.Length && (!isGrowing || to == bytes.Length))
                {
                    reader.EndAt(bytes.Length);
                    isEndKnown = true;
                }

                (from, to) = isGrowing
                    ? (0, Math.Min(bytes.Length, to + 1))
                    : ((int)Math.Min(reader.NeedOffset, bytes.Length), (int)Math.Min(reader.NeedOffset + reader.NeedCount, bytes.Length));
                continue;
            }

            if (kind == DicomToken.Deflated)
            {
                bytes = Inflate(bytes, reader, hasLength);
                (from, to) = windows == Windows.Whole ? (0, bytes.Length) : (0, 0);
                isEndKnown = hasLength;
                continue;
            }

            tokens.Add(TokenOf(reader, kind, window, from));
        }

        return new Reading
        {
            Tokens = tokens,
            Stop = reader.StopReason,
            HeaderEnd = reader.HeaderEnd,
            Length = bytes.Length,
            Issues = [.. log.Issues.Select(issue => (issue, log.CountOf(issue.Code)))],
            TransferSyntaxUid = reader.DeclaredTransferSyntaxUid,
            IsExplicitVr = reader.IsExplicitVr,
            IsBigEndian = reader.IsDataSetBigEndian,
        };
    }

    private static Token TokenOf(DicomReader reader, DicomToken kind, ReadOnlySpan<byte> window, long from)
    {
        var value = "";
        if (reader.WindowedLength > 0)
        {
            var bytes = window.Slice((int)(reader.ValueOffset - from), reader.WindowedLength);
            value = reader.Vr.IsText() ? Encoding.Latin1.GetString(bytes).Trim('\0', ' ') : Convert.ToHexString(bytes);
        }

        return new Token(
            kind, reader.Tag.Value, reader.Vr, reader.FileVr, reader.Depth, reader.HeaderOffset, reader.ValueOffset, reader.ValueLength,
            reader.IsBigEndian, reader.IsFileMeta, value);
    }

    /// <summary>Raw deflate, then zlib, else as it is: what the reader's caller does (and says in codes of its own).</summary>
    private static byte[] Inflate(byte[] bytes, DicomReader reader, bool hasLength)
    {
        var start = (int)reader.DataSetOffset;
        var inflated = Unpack(source => new DeflateStream(source, CompressionMode.Decompress));
        if (!IsDataSet(inflated))
            inflated = Unpack(source => new ZLibStream(source, CompressionMode.Decompress));
        if (!IsDataSet(inflated))
        {
            reader.ContinuePlain();
            return bytes;
        }

        reader.ContinueInflated(hasLength ? inflated.Length : -1);
        return inflated;

        byte[] Unpack(Func<Stream, Stream> open)
        {
            const int most = 1 << 20;
            var output = new MemoryStream();
            try
            {
                using var stream = open(new MemoryStream(bytes, start, bytes.Length - start));
                var buffer = new byte[4096];
                for (int count; output.Length < most && (count = stream.Read(buffer)) > 0;)
                    output.Write(buffer, 0, count);
            }
            catch (InvalidDataException)
            {
                // What came before the bad bytes is kept.
            }

            return output.ToArray();
        }

        static bool IsDataSet(byte[] data) => data.Length >= 8 && data[0] == 8 && data[1] == 0;
    }
}
