using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Etl.Worker.Cli;

/// <summary>
/// A value of a result as text, the same in every format that is text: numbers in full, dates and times in ISO 8601, bytes in base64,
/// nested values as compact JSON.
/// </summary>
internal static class CellText
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>The text, or null for NULL.</summary>
    public static string? Of(object? value) => value switch
    {
        null or DBNull => null,
        string text => text,
        bool truth => truth ? "true" : "false",
        double number => OfDouble(number),
        float number => float.IsFinite(number) ? number.ToString("R", Invariant) : OfDouble(number),
        DateOnly date => date.ToString("yyyy-MM-dd", Invariant),
        TimeOnly time => time.ToString("HH:mm:ss.FFFFFFF", Invariant),
        DateTime moment => moment.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", Invariant),
        DateTimeOffset moment => moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", Invariant),
        byte[] bytes => Convert.ToBase64String(bytes),
        IEnumerable nested => OfNested(nested),
        IFormattable other => other.ToString(null, Invariant),
        _ => value.ToString() ?? "",
    };

    private static string OfDouble(double number) =>
        double.IsFinite(number) ? number.ToString("R", Invariant)
        : double.IsNaN(number) ? "nan"
        : number > 0 ? "inf" : "-inf";

    private static string OfNested(IEnumerable nested)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonLines.Options))
            CellJson.Write(writer, nested);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
