using System.Buffers;
using System.Text;

namespace Etl.Schema.Values;

/// <summary>
/// Control characters in text. CR LF HT FF are text (PS3.5 6.1.3); every other C0 becomes U+FFFD, so that the typed text can
/// be carried by XML, JSON and SQL.
/// </summary>
public static class ControlCharacters
{
    private static readonly SearchValues<byte> Forbidden =
        SearchValues.Create([.. Enumerable.Range(0, 32).Select(i => (byte)i).Where(b => b is not (9 or 10 or 12 or 13))]);

    /// <summary>How many times longer <see cref="Sanitize"/> may make its text.</summary>
    public const int MaxGrowth = 3;

    /// <summary>True if the text holds a C0 character other than CR LF HT FF.</summary>
    public static bool NeedsSanitizing(ReadOnlySpan<byte> text) => text.ContainsAny(Forbidden);

    /// <summary>True if the text holds any C0 character.</summary>
    public static bool HasAny(ReadOnlySpan<byte> text) => text.ContainsAnyInRange((byte)0, (byte)31);

    /// <summary>Copies UTF-8 text with each C0 character other than CR LF HT FF replaced by U+FFFD.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="target">Of <see cref="MaxGrowth"/> times the length of <paramref name="text"/>.</param>
    /// <returns>The number of bytes written.</returns>
    public static int Sanitize(ReadOnlySpan<byte> text, Span<byte> target)
    {
        var written = 0;
        while (true)
        {
            var clean = text.IndexOfAny(Forbidden);
            if (clean < 0)
            {
                text.CopyTo(target[written..]);
                return written + text.Length;
            }

            text[..clean].CopyTo(target[written..]);
            written += clean;
            written += Rune.ReplacementChar.EncodeToUtf8(target[written..]);
            text = text[(clean + 1)..];
        }
    }
}
