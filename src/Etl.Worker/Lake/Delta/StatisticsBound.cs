using System.Globalization;
using System.Text.Json;

namespace Etl.Worker.Lake.Delta;

/// <summary>A bound as JSON text, made from the text DuckDB gives. Null: no bound that is sure to hold.</summary>
internal static class StatisticsBound
{
    /// <summary>Longer text is cut; Spark cuts at the same length.</summary>
    private const int LongestText = 32;

    /// <summary>U+10FFFF, not less than any letter: closes an upper bound that was cut.</summary>
    private const string LastLetter = "\U0010FFFF";

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = SchemaJson.WriterOptions.Encoder };

    public static string? Lower(DeltaType type, string text) => Of(type, text, upper: false);

    public static string? Upper(DeltaType type, string text) => Of(type, text, upper: true);

    private static string? Of(DeltaType type, string text, bool upper)
    {
        if (type is DeltaDecimal)
            return IsDecimal(text) ? text : null;
        return ((DeltaPrimitive)type).Name switch
        {
            "byte" or "short" or "integer" or "long" => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
                ? whole.ToString(CultureInfo.InvariantCulture)
                : null,
            "double" => Fraction(double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN),
            // All digits of the 32-bit number: its short text, taken as 64 bits, could lie on the wrong side of it.
            "float" => Fraction(float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : float.NaN),
            "string" => Text(text, upper),
            "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? Quote(text) : null,
            "timestamp" => Instant(text, upper),
            _ => null,
        };
    }

    /// <summary>Every digit is kept: as a double the bound of a long number would be another number.</summary>
    private static bool IsDecimal(string text)
    {
        var digits = text.StartsWith('-') ? text[1..] : text;
        var dot = digits.IndexOf('.', StringComparison.Ordinal);
        var whole = dot < 0 ? digits : digits[..dot];
        var fraction = dot < 0 ? "0" : digits[(dot + 1)..];
        // JSON has no leading zeros.
        return whole.Length > 0 && whole.All(char.IsAsciiDigit) && (whole.Length == 1 || whole[0] != '0')
            && fraction.Length > 0 && fraction.All(char.IsAsciiDigit);
    }

    private static string? Fraction(double value) =>
        double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : null;

    private static string? Text(string text, bool upper)
    {
        if (text.Length <= LongestText)
            return Quote(text);
        var length = char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText;
        if (!upper)
            return Quote(text[..length]);
        return text.AsSpan(length).StartsWith(LastLetter, StringComparison.Ordinal) ? null : Quote(text[..length] + LastLetter);
    }

    /// <summary>Milliseconds are all the format has; DuckDB has microseconds, so the upper bound goes to the next one.</summary>
    private static string? Instant(string text, bool upper)
    {
        string[] formats = ["yyyy-MM-dd HH:mm:ss.FFFFFFzz", "yyyy-MM-dd HH:mm:ss.FFFFFFzzz", "yyyy-MM-dd HH:mm:ss.FFFFFF"];
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!DateTimeOffset.TryParseExact(text, formats, CultureInfo.InvariantCulture, Utc, out var instant))
            return null;
        var rest = instant.Ticks % TimeSpan.TicksPerMillisecond;
        if (upper && rest > 0)
        {
            if (DateTimeOffset.MaxValue.Ticks - instant.Ticks < TimeSpan.TicksPerMillisecond)
                return null;
            instant = instant.AddTicks(TimeSpan.TicksPerMillisecond);
        }
        return Quote(instant.AddTicks(-rest).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
    }

    private static string Quote(string text) => JsonSerializer.Serialize(text, Relaxed);
}
