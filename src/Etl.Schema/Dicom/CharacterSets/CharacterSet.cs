using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Unicode;

namespace Etl.Schema.Dicom.CharacterSets;

/// <summary>
/// Specific Character Set (0008,0005) of a data set or item: how its SH LO ST PN LT UC UT values become Unicode
/// (PS3.3 C.12.1.1.2, PS3.5 6.1). Immutable and shared between threads.
/// </summary>
public sealed class CharacterSet
{
    private const int MaxCached = 256;
    private const int MaxCachedLength = 256;
    private const int MaxTerms = 32;

    private static readonly SearchValues<byte> PlainAscii =
        SearchValues.Create([.. Enumerable.Range(0, 128).Select(i => (byte)i).Where(b => b != EscapeSequence.Esc)]);

    // However many odd fields an archive has, those in order stay: nearly all objects have one of a few.
    private static readonly ConcurrentDictionary<string, CharacterSet> InOrder = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, CharacterSet> Odd = new(StringComparer.Ordinal);

    private readonly WholeCode whole;
    private readonly bool isDeclared;
    private readonly IsoMachine machine;

    private CharacterSet(WholeCode whole, bool isDeclared, IsoMachine machine, IReadOnlyList<IssueCode> issues)
    {
        this.whole = whole;
        this.isDeclared = isDeclared;
        this.machine = machine;
        Issues = issues;
    }

    /// <summary>None declared: ASCII, and for other bytes UTF-8 where they are valid UTF-8, else Windows-1252.</summary>
    public static CharacterSet Default { get; } = new(WholeCode.None, false, new IsoMachine(CodeElement.None, 0, CodeElement.Windows1252), []);

    /// <summary>What is wrong with the attribute itself, each code once.</summary>
    public IReadOnlyList<IssueCode> Issues { get; }

    /// <summary>True for text that every set decodes to itself: no byte above 7F, no ESC.</summary>
    public static bool IsPlainAscii(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept(PlainAscii);

    /// <summary>The set declared by a value field of (0008,0005). Equal fields give the same object, odd ones while there is room for them.</summary>
    public static CharacterSet Parse(ReadOnlySpan<byte> rawValueOf00080005)
    {
        var raw = rawValueOf00080005;
        if (raw.Length > MaxCachedLength)
            return Build(Encoding.Latin1.GetString(raw[..MaxCachedLength]));
        Span<char> key = stackalloc char[MaxCachedLength];
        key = key[..Encoding.Latin1.GetChars(raw, key)];
        if (InOrder.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out var known)
            || Odd.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out known))
            return known;
        var text = key.ToString();
        var built = Build(text);
        if (built.Issues.Count > 0)
            return Odd.Count < MaxCached ? Odd.GetOrAdd(text, built) : built;
        if (InOrder.Count >= MaxCached)
            InOrder.Clear();
        return InOrder.GetOrAdd(text, built);
    }

    /// <summary>
    /// Appends the values of an element as UTF-8, split at each <c>\</c> that is a delimiter: not in LT ST UT UR, and never inside a
    /// double-byte character. VRs that Specific Character Set does not govern are read as Latin-1.
    /// </summary>
    /// <param name="raw">The value field; its trailing padding may be there or not.</param>
    /// <param name="vr">A text VR.</param>
    /// <param name="output">Where values and issues are appended.</param>
    public void Decode(ReadOnlySpan<byte> raw, Vr vr, DecodedText output)
    {
        ArgumentNullException.ThrowIfNull(output);
        raw = raw.TrimEnd("\0 "u8);
        if (raw.IsEmpty)
            return;
        var split = !vr.IsSingleText();
        if (IsPlainAscii(raw))
            output.AppendValues(raw, split);
        else if (!vr.UsesCharacterSet())
            DecodeAsciiOnly(raw, split, output);
        else if (raw.Contains(EscapeSequence.Esc))
            DecodeEscaped(raw, vr, split, output);
        else if (whole != WholeCode.None)
            DecodeWhole(whole, raw, split, output);
        else if (!isDeclared)
            DecodeUndeclared(raw, split, output);
        else
            DecodeDeclared(raw, vr, split, output);
    }

    private static void DecodeAsciiOnly(ReadOnlySpan<byte> raw, bool split, DecodedText output)
    {
        if (!Ascii.IsValid(raw))
            output.Note(IssueCode.HighBytes);
        DecodeSingleByte(CodeElement.Latin1, raw, split, output);
    }

    private static void DecodeUndeclared(ReadOnlySpan<byte> raw, bool split, DecodedText output)
    {
        output.Note(IssueCode.CharsetUndeclared);
        if (Utf8.IsValid(raw))
            AppendUtf8(raw, split, output);
        else
            DecodeSingleByte(CodeElement.Windows1252, raw, split, output);
    }

    private void DecodeDeclared(ReadOnlySpan<byte> raw, Vr vr, bool split, DecodedText output)
    {
        if (machine.InitialG1 == CodeElement.Katakana && LooksLikeShiftJis(raw))
        {
            output.Note(IssueCode.CharsetSuspect);
            DecodeWhole(WholeCode.ShiftJis, raw, split, output);
            return;
        }

        if (machine.InitialG1 != CodeElement.None && !machine.InitialG1.IsDoubleByte() && Utf8.IsValid(raw))
            output.Note(IssueCode.CharsetSuspect);
        machine.Decode(raw, vr, output);
    }

    // Escapes are honoured wherever they occur, but where a stand-alone set explains the other bytes ESC is only a control character.
    private void DecodeEscaped(ReadOnlySpan<byte> raw, Vr vr, bool split, DecodedText output)
    {
        var isWhole = whole != WholeCode.None && !Ascii.IsValid(raw) && (whole != WholeCode.Utf8 || Utf8.IsValid(raw));
        if (!isWhole)
        {
            machine.Decode(raw, vr, output);
            return;
        }

        output.Note(IssueCode.EscapeInvalid);
        DecodeWhole(whole, raw, split, output);
    }

    private static void DecodeWhole(WholeCode code, ReadOnlySpan<byte> raw, bool split, DecodedText output)
    {
        if (code != WholeCode.Utf8)
        {
            DecodeDoubleByte(code, raw, split, output);
        }
        else if (Utf8.IsValid(raw))
        {
            AppendUtf8(raw, split, output);
        }
        else
        {
            output.Note(IssueCode.CharsetDecodeError);
            DecodeSingleByte(CodeElement.Windows1252, raw, split, output);
        }
    }

    private static void AppendUtf8(ReadOnlySpan<byte> raw, bool split, DecodedText output) =>
        output.AppendValues(raw.StartsWith("\uFEFF"u8) ? raw[3..] : raw, split);

    private static void DecodeDoubleByte(WholeCode code, ReadOnlySpan<byte> raw, bool split, DecodedText output)
    {
        // GB18030 gives two UTF-16 units for four bytes at most, and one U+FFFD for a byte it cannot read.
        var encoding = CodeTables.Whole(code);
        var rented = ArrayPool<char>.Shared.Rent(encoding.GetMaxCharCount(raw.Length));
        var text = rented.AsSpan(0, encoding.GetChars(raw, rented));
        foreach (ref var character in text)
        {
            if (character != '\uFFFD' && !IsUndefinedInWhole(character))
                continue;
            character = '\uFFFD';
            output.Note(IssueCode.CharsetDecodeError);
        }

        output.AppendValues(text, split);
        ArrayPool<char>.Shared.Return(rented);
    }

    private static bool IsUndefinedInWhole(char character) => character is (>= '\uF700' and <= '\uF7FF') or (>= '\uF8F0' and <= '\uF8F3');

    private static void DecodeSingleByte(CodeElement element, ReadOnlySpan<byte> raw, bool split, DecodedText output)
    {
        var table = CodeTables.RightHalf(element);
        output.Reserve(checked(raw.Length * 3));
        foreach (var b in raw)
        {
            if (b == '\\' && split)
                output.EndValue();
            else
                output.AppendChar(b < 0x80 ? (char)b : table[b - 0x80]);
        }

        output.EndValue();
    }

    // 81 to 9F and E0 to FC are lead bytes of Shift-JIS and nothing in JIS X 0201.
    private static bool LooksLikeShiftJis(ReadOnlySpan<byte> raw) =>
        raw.ContainsAnyInRange((byte)0x81, (byte)0x9F) || raw.ContainsAnyInRange((byte)0xE0, (byte)0xFC);

    private static CharacterSet Build(string raw)
    {
        var issues = new List<IssueCode>();
        var terms = raw.Split('\\', MaxTerms + 1).Take(MaxTerms).Select(term => CharacterSetTerm.Read(term.Trim('\0', ' '))).ToList();
        if (terms.Any(term => term.IsAlias) || terms.Count > 1 && terms.Any(term => term.Number > 6 && !term.IsExtension))
            issues.Add(IssueCode.CharsetAlias);
        if (terms.Any(term => !term.IsKnown))
            issues.Add(IssueCode.CharsetUnknown);

        var first = terms[0];
        var hasWhole = terms.Any(term => term.Whole != WholeCode.None);
        if (hasWhole && terms.Count > 1 || first.Element.IsDoubleByte())
            issues.Add(IssueCode.CharsetIllegalCombination);
        if (first.Whole != WholeCode.None)
            return new CharacterSet(first.Whole, true, Default.machine, issues);

        var elements = terms.Where(term => term.IsKnown && term.Whole == WholeCode.None).Select(term => term.Element).ToList();
        var isDeclared = elements.Exists(element => element != CodeElement.Ascii);
        var initial = first.Element is CodeElement.Ascii or CodeElement.Jis0208 or CodeElement.Jis0212 ? CodeElement.None : first.Element;
        var fallback = elements.Find(element => element.IsDoubleByte());
        var declared = elements.Aggregate(0u, (mask, element) => mask | 1u << (int)element);
        return new CharacterSet(
            WholeCode.None,
            isDeclared,
            new IsoMachine(initial, declared, fallback == CodeElement.None ? CodeElement.Windows1252 : fallback),
            issues);
    }
}
