using System.Globalization;

namespace Etl.Schema.Dicom.CharacterSets;

/// <summary>One value of Specific Character Set, understood.</summary>
/// <param name="Number">The ISO registration number of the term (6 for an empty value), or 0.</param>
/// <param name="Whole">A set that stands alone, with <paramref name="Number"/> 0.</param>
/// <param name="IsExtension">Spelled <c>ISO 2022 IR n</c>.</param>
/// <param name="IsAlias">Not spelled as the standard does.</param>
internal readonly record struct CharacterSetTerm(int Number, WholeCode Whole, bool IsExtension, bool IsAlias)
{
    public bool IsKnown => Number != 0 || Whole != WholeCode.None;

    /// <summary>The right half that the term puts into G1 at the start of a value, as first value of the attribute.</summary>
    public CodeElement Element => Number switch
    {
        6 => CodeElement.Ascii,
        13 => CodeElement.Katakana,
        58 => CodeElement.SimplifiedChinese,
        87 => CodeElement.Jis0208,
        100 => CodeElement.Latin1,
        101 => CodeElement.Latin2,
        109 => CodeElement.Latin3,
        110 => CodeElement.Latin4,
        126 => CodeElement.Greek,
        127 => CodeElement.Arabic,
        138 => CodeElement.Hebrew,
        144 => CodeElement.Cyrillic,
        148 => CodeElement.Latin5,
        149 => CodeElement.Korean,
        159 => CodeElement.Jis0212,
        166 => CodeElement.Thai,
        203 => CodeElement.Latin9,
        _ => CodeElement.None,
    };

    /// <summary>Reads one term: the defined terms of PS3.3 C.12.1.1.2 and the spellings seen in their place.</summary>
    public static CharacterSetTerm Read(string text)
    {
        var upper = text.ToUpperInvariant();
        switch (upper)
        {
            case "":
                return new CharacterSetTerm(6, WholeCode.None, false, false);
            case "GB18030" or "GBK":
                return new CharacterSetTerm(0, WholeCode.Gb18030, false, IsAlias: upper != text);
        }

        var digits = upper.AsSpan(upper.AsSpan().TrimEnd("0123456789").Length);
        var prefix = upper[..^digits.Length];
        var name = string.Concat(prefix.Split(' ', '_', '-'));
        var number = digits.Length is > 0 and < 4 ? int.Parse(digits, CultureInfo.InvariantCulture) : 0;
        if (name is "ISOIR" or "ISO2022IR" or "ISO2022" or "IR" && number != 0)
            return OfRegistration(number, name.StartsWith("ISO2022", StringComparison.Ordinal), text);
        if (name is "ISO8859" && prefix.Length > 7 && prefix[^1] is ' ' or '-' or '_')
            return Alias(number switch { 1 => 100, 2 => 101, 3 => 109, 4 => 110, 5 => 144, 6 => 127, 7 => 126, 8 => 138, 9 => 148, 11 => 166, 15 => 203, _ => 0 });
        if (name is "LATIN")
            return Alias(number switch { 1 => 100, 2 => 101, 3 => 109, 4 => 110, 5 => 148, 9 => 203, _ => 0 });
        return OfName(string.Concat(upper.Split(' ', '_', '-')));
    }

    private static CharacterSetTerm OfRegistration(int number, bool isExtension, string text)
    {
        var term = number == 192
            ? new CharacterSetTerm(0, WholeCode.Utf8, isExtension, false)
            : new CharacterSetTerm(number, WholeCode.None, isExtension, false);
        if (term.Whole == WholeCode.None && term.Element == CodeElement.None)
            return default;
        var spelling = string.Create(CultureInfo.InvariantCulture, $"{(isExtension ? "ISO 2022 IR " : "ISO_IR ")}{number}");
        return term with { IsAlias = text != spelling || number == 192 && isExtension };
    }

    private static CharacterSetTerm OfName(string name) => name switch
    {
        "UTF8" => Alias(WholeCode.Utf8),
        "GB18030" or "GB180302000" or "GB2312" or "EUCCN" or "CP936" or "ISO2022GBK" or "ISO2022GB18030" => Alias(WholeCode.Gb18030),
        "SHIFTJIS" or "SJIS" or "WINDOWS31J" or "CP932" or "MS932" => Alias(WholeCode.ShiftJis),
        "EUCKR" or "KSC5601" or "KSX1001" or "CP949" => Alias(149),
        "ASCII" or "USASCII" or "ISO646" => Alias(6),
        _ => default,
    };

    private static CharacterSetTerm Alias(int number) => new(number, WholeCode.None, false, number != 0);

    private static CharacterSetTerm Alias(WholeCode code) => new(0, code, false, true);
}
