using System.Text;

namespace Etl.Schema.Dicom.CharacterSets;

/// <summary>The values of an element as UTF-8, one after the other in one buffer that is reused from element to element.</summary>
public sealed class DecodedText
{
    private const int InitialCapacity = 4096;
    private const int LargestKept = 1 << 20;

    // One code per kind of deviation; no decoding can raise more kinds than there are character set codes.
    private readonly IssueCode[] issues = new IssueCode[16];
    private byte[] buffer = new byte[InitialCapacity];
    private int[] ends = new int[16];
    private int issueCount;

    /// <summary>Number of values; an element without value has none.</summary>
    public int Count { get; private set; }

    /// <summary>What decoding met, each code once, in order of first occurrence.</summary>
    public ReadOnlySpan<IssueCode> Issues => issues.AsSpan(0, issueCount);

    /// <summary>Bytes of all values together.</summary>
    public int Length { get; private set; }

    /// <summary>One value, untrimmed but for the padding at the end of the element. Valid until the next change.</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            var start = index == 0 ? 0 : ends[index - 1];
            return buffer.AsSpan(start, ends[index] - start);
        }
    }

    /// <summary>True if decoding met this.</summary>
    public bool Has(IssueCode code) => Issues.Contains(code);

    /// <summary>Forgets values and issues. The room of one very large value is given back.</summary>
    public void Clear()
    {
        Count = 0;
        Length = 0;
        issueCount = 0;
        if (buffer.Length > LargestKept)
            buffer = new byte[InitialCapacity];
        if (ends.Length > LargestKept)
            ends = new int[16];
    }

    internal void Note(IssueCode code)
    {
        if (!Has(code) && issueCount < issues.Length)
            issues[issueCount++] = code;
    }

    /// <summary>Room for so many more bytes; the appends below do not ask again.</summary>
    internal void Reserve(int count)
    {
        var needed = checked(Length + count);
        if (needed > buffer.Length)
            Array.Resize(ref buffer, (int)Math.Min(Array.MaxLength, Math.Max(needed, buffer.Length * 2L)));
    }

    internal void AppendByte(byte ascii) => buffer[Length++] = ascii;

    internal void AppendBytes(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(buffer.AsSpan(Length));
        Length += utf8.Length;
    }

    internal void AppendChar(char character)
    {
        if (character < 0x80)
        {
            buffer[Length++] = (byte)character;
        }
        else if (character < 0x800)
        {
            buffer[Length++] = (byte)(0xC0 | character >> 6);
            buffer[Length++] = (byte)(0x80 | character & 0x3F);
        }
        else
        {
            buffer[Length++] = (byte)(0xE0 | character >> 12);
            buffer[Length++] = (byte)(0x80 | character >> 6 & 0x3F);
            buffer[Length++] = (byte)(0x80 | character & 0x3F);
        }
    }

    internal void AppendChars(ReadOnlySpan<char> text) => Length += Encoding.UTF8.GetBytes(text, buffer.AsSpan(Length));

    internal void EndValue()
    {
        if (Count == ends.Length)
            Array.Resize(ref ends, ends.Length * 2);
        ends[Count++] = Length;
    }

    /// <summary>Appends UTF-8 that is already valid, as one value or as those between its delimiters.</summary>
    internal void AppendValues(ReadOnlySpan<byte> utf8, bool split)
    {
        Reserve(utf8.Length);
        while (split && utf8.IndexOf((byte)'\\') is >= 0 and var at)
        {
            AppendBytes(utf8[..at]);
            EndValue();
            utf8 = utf8[(at + 1)..];
        }

        AppendBytes(utf8);
        EndValue();
    }

    /// <summary>As <see cref="AppendValues(ReadOnlySpan{byte}, bool)"/>, from UTF-16.</summary>
    internal void AppendValues(ReadOnlySpan<char> text, bool split)
    {
        Reserve(checked(text.Length * 3));
        while (split && text.IndexOf('\\') is >= 0 and var at)
        {
            AppendChars(text[..at]);
            EndValue();
            text = text[(at + 1)..];
        }

        AppendChars(text);
        EndValue();
    }
}
