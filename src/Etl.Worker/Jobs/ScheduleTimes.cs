namespace Etl.Worker.Jobs;

/// <summary>
/// When a schedule's times come, in a time zone whose clock is set forward and back. A time of the day ("at 02:30") comes once each day:
/// where the clock jumps over it, at the jump; where the clock shows it twice, the first time. What repeats by the hour or more often
/// ("every 15 minutes") goes by time that passes.
/// </summary>
internal sealed class ScheduleTimes(CronExpression cron, TimeZoneInfo zone)
{
    /// <summary>More than a clock is ever set by: a day, where a country changed sides of the date line.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(26);

    /// <summary>The first time after this instant; null when none comes.</summary>
    internal DateTimeOffset? Next(DateTimeOffset after) => cron.IsInterval ? NextByInterval(after.ToUniversalTime()) : NextByClock(after.ToUniversalTime());

    /// <summary>All times after <paramref name="from"/> up to <paramref name="to"/>, at most <paramref name="most"/> of them.</summary>
    internal IEnumerable<DateTimeOffset> Between(DateTimeOffset from, DateTimeOffset to, int most)
    {
        for (var next = Next(from); next is { } time && time <= to && most-- > 0; next = Next(time))
            yield return time;
    }

    private DateTimeOffset? NextByClock(DateTimeOffset after)
    {
        for (var local = cron.Next(Local(after) - Overlap); local is { } wall; local = cron.Next(wall))
        {
            var instant = Instant(wall);
            if (instant > after)
                return instant;
        }

        return null;
    }

    private DateTimeOffset? NextByInterval(DateTimeOffset after)
    {
        var from = after;
        while (cron.Next(Local(from)) is { } wall)
        {
            var offset = zone.GetUtcOffset(from);
            var instant = new DateTimeOffset(wall, offset);
            if (zone.GetUtcOffset(instant) == offset)
                return instant.ToUniversalTime();
            // The clock is set on the way: go on from the first instant of the new time, which counts itself.
            from = Change(from, instant, offset).AddTicks(-1);
            var first = cron.Next(Local(from.AddTicks(1)).AddSeconds(-1));
            var candidate = new DateTimeOffset(first!.Value, zone.GetUtcOffset(from.AddTicks(1)));
            if (candidate > after && zone.GetUtcOffset(candidate) == candidate.Offset)
                return candidate.ToUniversalTime();
            from = from.AddTicks(1);
        }

        return null;
    }

    private DateTime Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, zone).DateTime;

    private DateTimeOffset Instant(DateTime wall)
    {
        if (zone.IsAmbiguousTime(wall))
            return new DateTimeOffset(wall, zone.GetAmbiguousTimeOffsets(wall).Max()).ToUniversalTime();
        // The zone itself knows only the hours that summer time skips; a day that a change of sides skips is told by its date not coming back.
        var instant = new DateTimeOffset(wall, zone.GetUtcOffset(wall)).ToUniversalTime();
        if (!zone.IsInvalidTime(wall) && Local(instant) == wall)
            return instant;
        var before = zone.GetUtcOffset(wall - Overlap);
        return Change(new DateTimeOffset(wall - Overlap, before), new DateTimeOffset(wall, before), before).ToUniversalTime();
    }

    /// <summary>The first instant whose offset is another, to the second.</summary>
    private DateTimeOffset Change(DateTimeOffset from, DateTimeOffset to, TimeSpan offset)
    {
        var (low, high) = (from.ToUnixTimeSeconds(), to.ToUnixTimeSeconds());
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            if (zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(middle)) == offset)
                low = middle;
            else
                high = middle;
        }

        return DateTimeOffset.FromUnixTimeSeconds(high);
    }
}
