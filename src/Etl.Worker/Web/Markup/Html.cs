using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Etl.Worker.Cli;

namespace Etl.Worker.Web.Markup;

/// <summary>
/// Markup that is whole and safe to send. It is made of literals of this program and of encoded values, and of nothing else: the only way
/// to it is <see cref="Of"/>, whose holes encode every text. Control characters and direction marks of a value are shown, not sent.
/// </summary>
public readonly struct Html
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private readonly string? text;

    private Html(string text) => this.text = text;

    public static Html Empty => default;

    public bool IsEmpty => string.IsNullOrEmpty(text);

    /// <summary>Markup from an interpolated string: its literals as they stand, its holes encoded unless they are markup themselves.</summary>
    /// <remarks>Attributes stand in double quotes, and a hole never in a script, a style or an attribute's name.</remarks>
    public static Html Of(HtmlInterpolation markup) => new(markup.Take());

    /// <summary>A value as text, cut after <paramref name="most"/> characters, which it then says.</summary>
    public static Html Value(string? value, int most = 200)
    {
        if (value is null)
            return Of($"<span class=\"null\">none</span>");
        if (value.Length <= most)
            return new(Encode(value));
        var end = char.IsHighSurrogate(value[most - 1]) ? most - 1 : most;
        return Of($"{value[..end]}<span class=\"cut\">… {value.Length:N0} characters</span>");
    }

    /// <summary>Text whose line ends and tabs count, for a <c>pre</c>.</summary>
    public static Html Preformatted(string value) => new(Encoder.Encode(Escaped.Lines(value)));

    public static Html Join(IEnumerable<Html> parts)
    {
        var joined = new StringBuilder();
        foreach (var part in parts)
            joined.Append(part.text);
        return new(joined.ToString());
    }

    public static Html When(bool condition, Html markup) => condition ? markup : Empty;

    /// <summary>The markup.</summary>
    public override string ToString() => text ?? "";

    internal static string Encode(string value) => Encoder.Encode(Escaped.Value(value));
}

/// <summary>What an interpolated string for <see cref="Html.Of"/> is taken apart by.</summary>
[InterpolatedStringHandler]
[SuppressMessage("Performance", "CA1815", Justification = "Never compared.")]
public readonly ref struct HtmlInterpolation(int literalLength, int formattedCount)
{
    private readonly StringBuilder markup = new(literalLength + formattedCount * 16);

    public void AppendLiteral(string literal) => markup.Append(literal);

    public void AppendFormatted(Html part) => markup.Append(part.ToString());

    public void AppendFormatted(IEnumerable<Html> parts)
    {
        foreach (var part in parts)
            markup.Append(part.ToString());
    }

    public void AppendFormatted(string? value) => markup.Append(value is null ? "" : Html.Encode(value));

    public void AppendFormatted<T>(T value, string? format = null) where T : IFormattable =>
        markup.Append(Html.Encode(value.ToString(format, CultureInfo.InvariantCulture)));

    internal string Take() => markup.ToString();
}
