using System.Globalization;

namespace Etl.Worker.Configuration;

/// <summary>A span of time as a person writes it: <c>30s</c>, <c>5m</c>, <c>1.5h</c>, <c>2d</c>, <c>250ms</c>.</summary>
internal static class Duration
{
    private static readonly (string Unit, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];

    internal static bool TryParse(string text, out TimeSpan span)
    {
        span = default;
        foreach (var (unit, seconds) in Units)
        {
            if (!text.EndsWith(unit, StringComparison.Ordinal)
                || !double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                || number * seconds > TimeSpan.FromDays(3650).TotalSeconds)
                continue;
            span = TimeSpan.FromSeconds(number * seconds);
            return true;
        }

        return false;
    }

    internal static string Text(TimeSpan span)
    {
        var (unit, seconds) = Units.Last(u => u.Seconds <= 0.001 || (span.TotalSeconds >= u.Seconds && span.TotalSeconds % u.Seconds == 0));
        return (span.TotalSeconds / seconds).ToString("0.###", CultureInfo.InvariantCulture) + unit;
    }
}
