namespace Etl.Worker.Jobs;

/// <summary>
/// Times of the day and year on a clock at the wall, as cron has them: minute, hour, day of the month, month, day of the week, with a
/// field for seconds before them where there are six. <c>L</c> is the month's last day. Where both days are restricted either is enough.
/// </summary>
internal sealed class CronExpression
{
    private const int DaysToLookAt = 366 * 40;

    private static readonly string[] Months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    private static readonly string[] WeekDays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    private readonly CronField seconds, minutes, hours, days, months, weekDays;
    private readonly bool isLastDay;

    private CronExpression(CronField[] fields, bool isLastDay)
    {
        (seconds, minutes, hours, days, months, weekDays) = (fields[0], fields[1], fields[2], fields[3], fields[4], fields[5]);
        this.isLastDay = isLastDay;
    }

    /// <summary>It repeats by the hour or more often: then it goes by time that passes, not by the clock's face (see <see cref="ScheduleTimes"/>).</summary>
    internal bool IsInterval => hours.IsEvery;

    /// <summary>Null and the reason when the text is no cron expression, or one that never comes.</summary>
    internal static CronExpression? Parse(string text, out string wrong)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is not (5 or 6))
        {
            wrong = $"it has {words.Length} fields; five were expected (minute, hour, day, month, day of the week), or six with seconds before them.";
            return null;
        }

        if (words.Length == 5)
            words = ["0", .. words];
        var isLastDay = words[3].Equals("L", StringComparison.OrdinalIgnoreCase);
        (string Text, string What, int Least, int Most, IReadOnlyList<string> Names)[] parts =
        [
            (words[0], "second", 0, 59, []), (words[1], "minute", 0, 59, []), (words[2], "hour", 0, 23, []),
            (isLastDay ? "28-31" : words[3], "day of the month", 1, 31, []), (words[4], "month", 1, 12, Months), (words[5], "day of the week", 0, 7, WeekDays),
        ];
        var fields = new CronField[parts.Length];
        foreach (var (i, part) in parts.Index())
        {
            if (CronField.Parse(part.Text, part.What, part.Least, part.Most, part.Names, out wrong) is not { } field)
                return null;
            fields[i] = field;
        }

        var cron = new CronExpression(fields, isLastDay);
        wrong = cron.Next(new DateTime(2000, 1, 1)) is null ? "no day is ever like this." : "";
        return wrong.Length == 0 ? cron : null;
    }

    /// <summary>The next time after this one, on the clock at the wall; null when none comes in forty years.</summary>
    internal DateTime? Next(DateTime after)
    {
        var from = new DateTime(after.Year, after.Month, after.Day, after.Hour, after.Minute, after.Second).AddSeconds(1);
        for (var day = from.Date; day < from.Date.AddDays(DaysToLookAt); day = day.AddDays(1))
        {
            if (IsDay(day) && TimeOfDay(day == from.Date ? from.TimeOfDay : TimeSpan.Zero) is { } time)
                return day + time;
        }

        return null;
    }

    private bool IsDay(DateTime day)
    {
        if (!months.Has(day.Month))
            return false;
        var isDay = isLastDay ? day.Day == DateTime.DaysInMonth(day.Year, day.Month) : days.Has(day.Day);
        var isWeekDay = weekDays.Has((int)day.DayOfWeek) || (day.DayOfWeek == DayOfWeek.Sunday && weekDays.Has(7));
        return days.IsEvery || weekDays.IsEvery ? isDay && isWeekDay : isDay || isWeekDay;
    }

    private TimeSpan? TimeOfDay(TimeSpan from)
    {
        var (hour, minute, second) = (from.Hours, from.Minutes, from.Seconds);
        for (hour = hours.From(hour); hour >= 0; hour = hours.From(hour + 1))
        {
            var isSameHour = hour == from.Hours;
            for (var m = minutes.From(isSameHour ? minute : 0); m >= 0; m = minutes.From(m + 1))
            {
                if (seconds.From(isSameHour && m == minute ? second : 0) is >= 0 and var s)
                    return new TimeSpan(hour, m, s);
            }
        }

        return null;
    }
}
