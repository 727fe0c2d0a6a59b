using System.Globalization;

namespace Etl.Worker.Lake.History;

/// <summary>A version of the lake, by its number or by an instant at which it was the newest.</summary>
public readonly record struct AsOf
{
    private static readonly string[] Formats =
        ["yyyy-MM-dd", .. from separator in "T " from time in new[] { "HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFFF" } select $"yyyy-MM-dd'{separator}'{time}K"];

    private AsOf(long? version, DateTimeOffset? instant)
    {
        Version = version;
        Instant = instant;
    }

    /// <summary>Its number in the table of instances, or null.</summary>
    public long? Version { get; }

    /// <summary>The instant, or null.</summary>
    public DateTimeOffset? Instant { get; }

    /// <summary>The newest version, whenever it is asked for.</summary>
    public static AsOf Newest => Time(DateTimeOffset.MaxValue);

    public static AsOf Number(long version) => new(version, null);

    public static AsOf Time(DateTimeOffset instant) => new(null, instant);

    /// <summary>Takes a whole number or an ISO 8601 time; one without an offset is UTC, a date alone is its first instant.</summary>
    public static bool TryParse(string text, out AsOf asOf)
    {
        asOf = default;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            asOf = Number(version);
        else if (DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
            asOf = Time(instant);
        else
            return false;
        return true;
    }

    public override string ToString() =>
        Version?.ToString(CultureInfo.InvariantCulture) ?? Instant?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture) ?? "";
}
