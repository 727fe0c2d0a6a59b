namespace Etl.Worker.Jobs;

/// <summary>Times of a schedule without a run: a missed night is to be seen.</summary>
internal static class ScheduleGaps
{
    /// <summary>
    /// The times from the first of its runs on for which none started before the next time. A time that is not past by the tolerance is none.
    /// </summary>
    /// <param name="times">Of the schedule as it is now; after a change of the expression older times are measured by the new one.</param>
    /// <param name="starts">When its runs started, in order.</param>
    /// <param name="from">From then on.</param>
    /// <param name="now">Until now.</param>
    /// <param name="most">Times looked at.</param>
    internal static IReadOnlyList<DateTimeOffset> Find(
        ScheduleTimes times, IReadOnlyList<DateTimeOffset> starts, DateTimeOffset from, DateTimeOffset now, int most)
    {
        if (starts.Count == 0)
            return [];
        var begin = starts[0] > from ? starts[0] : from;
        var gaps = new List<DateTimeOffset>();
        var at = 0;
        foreach (var slot in times.Between(begin, now - Schedules.Tolerance, most))
        {
            var until = times.Next(slot) ?? DateTimeOffset.MaxValue;
            while (at < starts.Count && starts[at] < slot)
                at++;
            if (at == starts.Count || starts[at] >= until)
                gaps.Add(slot);
        }

        return gaps;
    }
}
