using System.Globalization;
using Etl.Worker.Jobs;

namespace Etl.Worker.Tests.Jobs;

public sealed class CronExpressionTests
{
    [Theory]
    [InlineData("30 2 * * *", "2026-03-01T02:30:00", "2026-03-02T02:30:00")]
    [InlineData("30 2 * * *", "2026-03-01T02:29:59", "2026-03-01T02:30:00")]
    [InlineData("*/15 * * * *", "2026-03-01T23:46:00", "2026-03-02T00:00:00")]
    [InlineData("*/5 * * * * *", "2026-03-01T00:00:57", "2026-03-01T00:01:00")]
    [InlineData("0 8-17/3 * * MON-FRI", "2026-03-06T14:00:00", "2026-03-06T17:00:00")]
    [InlineData("0 8-17/3 * * MON-FRI", "2026-03-06T17:00:00", "2026-03-09T08:00:00")]
    [InlineData("0 0 29 2 *", "2026-03-01T00:00:00", "2028-02-29T00:00:00")]
    [InlineData("0 0 L * *", "2026-02-01T00:00:00", "2026-02-28T00:00:00")]
    [InlineData("0 0 L feb *", "2027-03-01T00:00:00", "2028-02-29T00:00:00")]
    [InlineData("0 0 13 * 5", "2026-03-06T00:00:00", "2026-03-13T00:00:00")]
    [InlineData("0 0 13 * 5", "2026-03-13T00:00:00", "2026-03-20T00:00:00")]
    [InlineData("0 0 * * 7", "2026-03-02T00:00:00", "2026-03-08T00:00:00")]
    [InlineData("0 0 * * 0", "2026-03-02T00:00:00", "2026-03-08T00:00:00")]
    [InlineData("5,10 0,12 1 1,7 *", "2026-01-01T12:10:00", "2026-07-01T00:05:00")]
    [InlineData("59 23 31 12 *", "2026-12-31T23:59:00", "2027-12-31T23:59:00")]
    public void Next_IsTheFirstTimeAfter(string cron, string after, string next) =>
        Assert.Equal(At(next), CronExpression.Parse(cron, out _)!.Next(At(after)));

    [Theory]
    [InlineData("", "it has 0 fields")]
    [InlineData("* * * *", "it has 4 fields")]
    [InlineData("60 * * * *", "'60' is no minute")]
    [InlineData("* 24 * * *", "'24' is no hour")]
    [InlineData("* * 0 * *", "'0' is no day of the month")]
    [InlineData("* * * 13 *", "'13' is no month")]
    [InlineData("* * * * 8", "'8' is no day of the week")]
    [InlineData("5-1 * * * *", "'5-1' is no minute")]
    [InlineData("*/0 * * * *", "'*/0' is no minute")]
    [InlineData("1/2/3 * * * *", "'1/2/3' is no minute")]
    [InlineData(", * * * *", "'' is no minute")]
    [InlineData("-1 * * * *", "'-1' is no minute")]
    [InlineData("0 0 31 4,6,9,11 *", "no day is ever like this")]
    [InlineData("@daily", "it has 1 fields")]
    public void Wrong_SaysWhy(string cron, string why)
    {
        Assert.Null(CronExpression.Parse(cron, out var wrong));
        Assert.StartsWith(why, wrong);
    }

    private static DateTime At(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture);
}
