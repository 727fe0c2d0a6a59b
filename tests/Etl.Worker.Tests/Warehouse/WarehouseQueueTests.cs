using Etl.Worker.Warehouse;

namespace Etl.Worker.Tests.Warehouse;

public sealed class WarehouseQueueTests
{
    [Fact]
    public void JobThatWaits_ComesOnceThoseBeforeItAreDone()
    {
        var queue = new WarehouseQueue([Job("late", "early", "of another queue"), Job("early"), Job("free")]);

        Assert.True(queue.TryTake(out var first));
        Assert.True(queue.TryTake(out var second));
        Assert.Equal(["early", "free"], [first.Name, second.Name]);
        queue.Done(first);
        Assert.True(queue.TryTake(out var third));
        Assert.Equal("late", third.Name);
        Assert.False(queue.TryTake(out _));
    }

    [Fact]
    public void LaneThatWaits_GoesOnWhenTheOtherIsDone()
    {
        var queue = new WarehouseQueue([Job("early"), Job("late", "early")]);
        Assert.True(queue.TryTake(out var early));
        WarehouseJob? late = null;
        var lane = new Thread(() => queue.TryTake(out late));
        lane.Start();

        queue.Done(early);

        Assert.True(lane.Join(TimeSpan.FromMinutes(1)));
        Assert.Equal("late", late?.Name);
    }

    [Fact]
    public void LaneThatWaits_EndsWhenTheQueueIsClosed()
    {
        var queue = new WarehouseQueue([Job("early"), Job("late", "early")]);
        Assert.True(queue.TryTake(out _));
        var taken = true;
        var lane = new Thread(() => taken = queue.TryTake(out _));
        lane.Start();

        queue.Close();

        Assert.True(lane.Join(TimeSpan.FromMinutes(1)));
        Assert.False(taken);
    }

    private static WarehouseJob Job(string name, params string[] after) => new(name, (_, _) => { }) { After = after };
}
