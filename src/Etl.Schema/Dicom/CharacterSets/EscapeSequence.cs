namespace Etl.Schema.Dicom.CharacterSets;

/// <summary>The escape sequences of PS3.3 tables C.12-3 and C.12-4.</summary>
internal static class EscapeSequence
{
    public const byte Esc = 0x1B;

    /// <summary>Reads the sequence that starts at the ESC; false if it is none of the standard's.</summary>
    /// <param name="text">From the ESC on.</param>
    /// <param name="element">The set designated.</param>
    /// <param name="isG1">Designated to G1 (80 to FF), else to G0.</param>
    /// <param name="length">Bytes of the sequence, ESC included.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, out CodeElement element, out bool isG1, out int length)
    {
        length = 3;
        isG1 = false;
        element = CodeElement.None;
        if (text.Length < 3)
            return false;

        var final = (char)text[2];
        switch ((char)text[1])
        {
            case '(':
                element = final is 'B' or 'J' ? CodeElement.Ascii : CodeElement.None;
                break;
            case ')':
                isG1 = true;
                element = final == 'I' ? CodeElement.Katakana : CodeElement.None;
                break;
            case '-':
                isG1 = true;
                element = Supplementary(final);
                break;
            case '$' when final is 'B' or '@':
                element = CodeElement.Jis0208;
                break;
            case '$' when text.Length > 3:
                length = 4;
                isG1 = final == ')';
                element = (final, (char)text[3]) switch
                {
                    ('(', 'D') => CodeElement.Jis0212,
                    (')', 'C') => CodeElement.Korean,
                    (')', 'A') => CodeElement.SimplifiedChinese,
                    _ => CodeElement.None,
                };
                break;
        }

        return element != CodeElement.None;
    }

    private static CodeElement Supplementary(char final) => final switch
    {
        'A' => CodeElement.Latin1,
        'B' => CodeElement.Latin2,
        'C' => CodeElement.Latin3,
        'D' => CodeElement.Latin4,
        'L' => CodeElement.Cyrillic,
        'G' => CodeElement.Arabic,
        'F' => CodeElement.Greek,
        'H' => CodeElement.Hebrew,
        'M' => CodeElement.Latin5,
        'b' => CodeElement.Latin9,
        'T' => CodeElement.Thai,
        _ => CodeElement.None,
    };
}
