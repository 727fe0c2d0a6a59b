using System.Text;

namespace Etl.Worker.Cli;

/// <summary>
/// Text made safe to look at. A value from a file can hold ESC, and with it whatever a terminal obeys; direction marks can make a line
/// read as another.
/// </summary>
internal static class Escaped
{
    /// <summary>Every control character as <c>\n</c>, <c>\t</c>, <c>\x1B</c> or <c>\u202E</c>, so that the text stays on its line.</summary>
    public static string Value(string text) => Escape(text, keepLines: false);

    /// <summary>The same, with line ends and tabs left as they are.</summary>
    public static string Lines(string text) => Escape(text, keepLines: true);

    private static string Escape(string text, bool keepLines)
    {
        var first = 0;
        while (first < text.Length && !MustEscape(text, first, keepLines))
            first++;
        if (first == text.Length)
            return text;

        var safe = new StringBuilder(text, 0, first, text.Length + 16);
        for (var i = first; i < text.Length; i++)
        {
            var c = text[i];
            if (!MustEscape(text, i, keepLines))
                safe.Append(c);
            else if (c is '\n' or '\r' or '\t')
                safe.Append(c switch { '\n' => "\\n", '\r' => "\\r", _ => "\\t" });
            else if (char.IsSurrogate(c))
                safe.Append('\uFFFD');
            else
                safe.Append(c < 0x100 ? $"\\x{(int)c:X2}" : $"\\u{(int)c:X4}");
        }

        return safe.ToString();
    }

    private static bool MustEscape(string text, int index, bool keepLines)
    {
        var c = text[index];
        if (c is >= ' ' and < '\x7F')
            return false;
        if (c is '\n' or '\t')
            return !keepLines;
        if (char.IsHighSurrogate(c))
            return index + 1 == text.Length || !char.IsLowSurrogate(text[index + 1]);
        if (char.IsLowSurrogate(c))
            return index == 0 || !char.IsHighSurrogate(text[index - 1]);
        return char.IsControl(c)
            || c is >= '\u200E' and <= '\u200F' or >= '\u2028' and <= '\u202E' or >= '\u2066' and <= '\u2069' or '\u061C' or '\uFEFF';
    }
}
