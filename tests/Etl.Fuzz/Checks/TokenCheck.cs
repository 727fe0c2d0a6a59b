using System.IO.Compression;
using Etl.Schema.Dicom;

namespace Etl.Fuzz.Checks;

/// <summary>What <see cref="DicomReader"/> promises of its tokens, whatever the bytes.</summary>
internal sealed class TokenCheck
{
    private const int MaxInflated = 1 << 20;
    private readonly DicomReader reader = new();
    private readonly IssueLog issues = new();
    private readonly List<bool> open = [];

    /// <summary>The last object had a deflated data set.</summary>
    public bool MetDeflated { get; private set; }

    /// <summary>Reads all tokens.</summary>
    /// <param name="bytes">The object.</param>
    /// <param name="isWindowed">Show exactly what is asked for, nothing more.</param>
    /// <param name="isLengthKnown">Tell the reader how many bytes there are at the start, or only when it asks beyond them.</param>
    /// <returns>A fingerprint of the tokens.</returns>
    public ulong Run(ReadOnlySpan<byte> bytes, bool isWindowed, bool isLengthKnown)
    {
        reader.Reset(issues, isLengthKnown ? bytes.Length : -1);
        issues.Clear();
        open.Clear();
        MetDeflated = false;
        var print = new Fingerprint();
        var (from, to) = isWindowed ? (0, 0) : (0, bytes.Length);
        long lastOffset = -1, steps = 0, most = 1024 + bytes.Length * 4L, tokens = 0;
        while (true)
        {
            ViolationException.Unless(++steps <= most, "work is bounded by the bytes: no end after 4 steps a byte");
            var token = reader.Read(bytes[from..to], from);
            if (token == DicomToken.NeedMoreBytes)
            {
                ViolationException.Unless(reader.NeedCount > 0 && reader.NeedOffset >= 0, "what is needed is some bytes at an offset");
                if (reader.NeedOffset + reader.NeedCount > bytes.Length && !isLengthKnown)
                    reader.EndAt(bytes.Length);
                else
                    ViolationException.Unless(isWindowed, "nothing more is asked for when everything is shown");
                if (isWindowed)
                {
                    from = (int)Math.Min(reader.NeedOffset, bytes.Length);
                    to = (int)Math.Min(reader.NeedOffset + reader.NeedCount, bytes.Length);
                }

                continue;
            }

            if (token == DicomToken.Deflated)
            {
                MetDeflated = true;
                if (TryInflate(bytes[(int)Math.Min(reader.DataSetOffset, bytes.Length)..], out var inflated))
                {
                    reader.ContinueInflated(inflated.Length);
                    bytes = inflated;
                    (from, to) = isWindowed ? (0, 0) : (0, bytes.Length);
                    most += 1024 + bytes.Length * 4L;
                    lastOffset = -1;
                    isLengthKnown = true;
                }
                else
                {
                    reader.ContinuePlain();
                }

                continue;
            }

            if (token == DicomToken.End)
                break;
            ViolationException.Unless(++tokens <= 64 + bytes.Length / 4, "tokens are at most a quarter of the bytes");
            Check(token, bytes.Length, from, to, ref lastOffset);
            print.Add((ulong)token << 32 | reader.Tag.Value);
            print.Add((ulong)reader.HeaderOffset << 16 ^ (ulong)reader.ValueLength ^ (ulong)reader.Vr << 56);
            print.Add((ulong)reader.WindowedLength);
        }

        ViolationException.Unless(open.Count == 0, "every container is closed at the end");
        ViolationException.Unless(reader.StopReason != StopReason.None, "there is a stop reason at the end");
        ViolationException.Unless(reader.HeaderEnd >= 0 && reader.HeaderEnd <= bytes.Length, "the header ends inside the object");
        ViolationException.Unless(reader.Read(bytes, 0) == DicomToken.End, "the end is final");
        print.Add((ulong)reader.StopReason);
        print.Add((ulong)reader.HeaderEnd);
        foreach (var issue in issues.Issues)
            print.Add((ulong)issue.Code << 56 ^ (ulong)issue.Offset << 24 ^ (ulong)issues.CountOf(issue.Code));
        return print.Value;
    }

    private void Check(DicomToken token, int length, int from, int to, ref long lastOffset)
    {
        if (token is DicomToken.SequenceStart or DicomToken.ItemStart)
        {
            var isItem = token == DicomToken.ItemStart;
            ViolationException.Unless(!isItem || open.Count > 0 && !open[^1], "an item starts in a sequence only");
            ViolationException.Unless(isItem || open.Count == 0 || open[^1], "a sequence starts in an item or at the top only");
            open.Add(isItem);
        }
        else if (token is DicomToken.SequenceEnd or DicomToken.ItemEnd)
        {
            ViolationException.Unless(open.Count > 0 && open[^1] == (token == DicomToken.ItemEnd), "what ends is what is open");
            open.RemoveAt(open.Count - 1);
            return;
        }
        else
        {
            ViolationException.Unless(open.Count == 0 || open[^1], "an element stands in an item or at the top only");
            ViolationException.Unless(reader.ValueLength >= 0 && reader.ValueOffset + reader.ValueLength <= length, "a value lies inside the object");
            ViolationException.Unless(reader.Vr != Vr.None, "an element has a VR");
            ViolationException.Unless(
                reader.WindowedLength >= 0 && reader.WindowedLength <= reader.ValueLength && reader.WindowedLength <= ReaderLimits.Default.MaxValueBytes,
                "the windowed length is at most the value's");
            ViolationException.Unless(
                reader.WindowedLength == 0 || reader.ValueOffset >= from && reader.ValueOffset + reader.WindowedLength <= to, "the value is in the window");
        }

        ViolationException.Unless(open.Count <= ReaderLimits.Default.MaxDepth, "nesting stays within its limit");
        ViolationException.Unless(reader.HeaderOffset > lastOffset && reader.HeaderOffset < length, "offsets ascend inside the object");
        ViolationException.Unless(reader.ValueOffset >= reader.HeaderOffset && reader.ValueOffset <= length, "a value's offset lies inside the object");
        lastOffset = reader.HeaderOffset;
    }

    private static bool TryInflate(ReadOnlySpan<byte> compressed, out byte[] inflated)
    {
        using var source = new MemoryStream(compressed.ToArray());
        using var inflater = new DeflateStream(source, CompressionMode.Decompress);
        var buffer = new byte[Math.Min(MaxInflated, 64 * (compressed.Length + 64))];
        var count = 0;
        try
        {
            for (int read; count < buffer.Length && (read = inflater.Read(buffer, count, buffer.Length - count)) > 0;)
                count += read;
        }
        catch (InvalidDataException)
        {
            // What came out before is a data set as good as any.
        }

        inflated = buffer[..count];
        return count > 0;
    }
}
