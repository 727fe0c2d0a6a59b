namespace Etl.Worker.DuckDb;

/// <summary>DuckDB counts days and microseconds from 1970-01-01; .NET counts from 0001-01-01 in ticks of 100 ns.</summary>
internal static class DuckDbTime
{
    private static readonly int EpochDay = new DateOnly(1970, 1, 1).DayNumber;

    public static int Days(DateOnly date) => date.DayNumber - EpochDay;

    public static long Micros(DateTime time) => (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static bool TryDate(int days, out DateOnly date)
    {
        var day = (long)days + EpochDay;
        var valid = day >= 0 && day <= DateOnly.MaxValue.DayNumber;
        date = valid ? DateOnly.FromDayNumber((int)day) : default;
        return valid;
    }

    /// <param name="count">Units since 1970-01-01.</param>
    /// <param name="unitsPerSecond">1, 1000, 1,000,000 or 1,000,000,000.</param>
    /// <param name="time">The same instant, if .NET can hold it exactly.</param>
    public static bool TryDateTime(long count, long unitsPerSecond, out DateTime time)
    {
        var scaled = (Int128)count * TimeSpan.TicksPerSecond;
        var ticks = scaled / unitsPerSecond + DateTime.UnixEpoch.Ticks;
        var valid = scaled % unitsPerSecond == 0 && ticks >= 0 && ticks <= DateTime.MaxValue.Ticks;
        time = valid ? new DateTime((long)ticks) : default;
        return valid;
    }

    public static bool TryTime(long count, long unitsPerTick, long ticksPerUnit, out TimeOnly time)
    {
        var valid = count % unitsPerTick == 0 && count / unitsPerTick * ticksPerUnit < TimeSpan.TicksPerDay;
        time = valid ? new TimeOnly(count / unitsPerTick * ticksPerUnit) : default;
        return valid;
    }
}
