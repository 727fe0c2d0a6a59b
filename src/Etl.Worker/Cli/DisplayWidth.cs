using System.Text;
using Spectre.Console.Rendering;

namespace Etl.Worker.Cli;

/// <summary>How many columns of a terminal a text takes: a Han character takes two.</summary>
internal static class DisplayWidth
{
    public static int Of(string text) => Ascii.IsValid(text) ? text.Length : new Segment(text).CellCount();

    /// <summary>The text, or as much of it as fits together with the "…" that says so.</summary>
    public static string Cut(string text, int width)
    {
        if (text.Length <= width && Of(text) <= width)
            return text;
        var taken = 0;
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var next = rune.IsAscii ? 1 : Of(rune.ToString());
            if (taken + next > width - 1)
                break;
            taken += next;
            length += rune.Utf16SequenceLength;
        }

        return width <= 0 ? "" : text[..length] + "…";
    }
}
