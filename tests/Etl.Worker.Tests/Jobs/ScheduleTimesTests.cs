using System.Globalization;
using Etl.Worker.Jobs;

namespace Etl.Worker.Tests.Jobs;

/// <summary>Times in UTC, reckoned by hand. In Berlin the clock jumps on 2026-03-29 from 02:00 to 03:00 and goes back on 2026-10-25 from 03:00 to 02:00.</summary>
public sealed class ScheduleTimesTests
{
    [Theory]
    [InlineData("30 2 * * *", "2026-03-27T12:00", "2026-03-28T01:30 2026-03-29T01:00 2026-03-30T00:30")]
    [InlineData("0 3 * * *", "2026-03-27T12:00", "2026-03-28T02:00 2026-03-29T01:00 2026-03-30T01:00")]
    [InlineData("10,50 2 * * *", "2026-03-28T12:00", "2026-03-29T01:00 2026-03-30T00:10 2026-03-30T00:50")]
    [InlineData("30 2 * * *", "2026-10-24T12:00", "2026-10-25T00:30 2026-10-26T01:30 2026-10-27T01:30")]
    [InlineData("0,30 2 * * *", "2026-10-24T12:00", "2026-10-25T00:00 2026-10-25T00:30 2026-10-26T01:00")]
    [InlineData("0 3 * * *", "2026-10-24T12:00", "2026-10-25T02:00 2026-10-26T02:00 2026-10-27T02:00")]
    public void TimeOfDay_ComesOnceADay(string cron, string after, string expected) => Assert.Equal(expected, Next3(cron, "Europe/Berlin", after));

    [Theory]
    [InlineData("*/30 * * * *", "2026-03-29T00:15", "2026-03-29T00:30 2026-03-29T01:00 2026-03-29T01:30")]
    [InlineData("*/30 * * * *", "2026-10-25T00:15", "2026-10-25T00:30 2026-10-25T01:00 2026-10-25T01:30")]
    [InlineData("0 * * * *", "2026-10-24T23:30", "2026-10-25T00:00 2026-10-25T01:00 2026-10-25T02:00")]
    [InlineData("0 * * * *", "2026-03-28T23:30", "2026-03-29T00:00 2026-03-29T01:00 2026-03-29T02:00")]
    [InlineData("0 */6 * * *", "2026-03-28T20:00", "2026-03-28T23:00 2026-03-29T04:00 2026-03-29T10:00")]
    public void Interval_GoesByTimeThatPasses(string cron, string after, string expected) => Assert.Equal(expected, Next3(cron, "Europe/Berlin", after));

    [Theory]
    // Lord Howe sets its clock by half an hour: on 2026-04-05 from 02:00 back to 01:30 (UTC+11 to UTC+10:30).
    [InlineData("45 1 * * *", "Australia/Lord_Howe", "2026-04-03T20:00", "2026-04-04T14:45 2026-04-05T15:15 2026-04-06T15:15")]
    // Apia had no 30th of December 2011.
    [InlineData("0 12 * * *", "Pacific/Apia", "2011-12-29T10:30", "2011-12-29T22:00 2011-12-30T10:00 2011-12-30T22:00")]
    [InlineData("30 2 * * *", "UTC", "2026-03-28T12:00", "2026-03-29T02:30 2026-03-30T02:30 2026-03-31T02:30")]
    [InlineData("30 0 * * *", "America/Sao_Paulo", "2018-11-03T00:00", "2018-11-03T03:30 2018-11-04T03:00 2018-11-05T02:30")]
    public void OtherClocks(string cron, string zone, string after, string expected) => Assert.Equal(expected, Next3(cron, zone, after));

    [Fact]
    public void EveryZone_ForTwoYears_TimesRise_AndADayHasOne()
    {
        foreach (var zone in TimeZoneInfo.GetSystemTimeZones().Where((_, i) => i % 7 == 0))
        {
            foreach (var cron in new[] { "30 2 * * *", "15 0 * * *", "0 */4 * * *" })
            {
                var times = new ScheduleTimes(CronExpression.Parse(cron, out _)!, zone);
                var all = times.Between(At("2025-01-01T00:00"), At("2027-01-01T00:00"), 100_000).ToList();

                Assert.Equal(all.Distinct().Order(), all);
                if (!cron.Contains('/'))
                    Assert.InRange(all.Count, 729, 731);
            }
        }
    }

    private static string Next3(string cron, string zone, string after)
    {
        var times = new ScheduleTimes(CronExpression.Parse(cron, out _)!, TimeZoneInfo.FindSystemTimeZoneById(zone));
        return string.Join(' ', times.Between(At(after), DateTimeOffset.MaxValue, 3).Select(t => t.UtcDateTime.ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture)));
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text + "Z", CultureInfo.InvariantCulture);
}
