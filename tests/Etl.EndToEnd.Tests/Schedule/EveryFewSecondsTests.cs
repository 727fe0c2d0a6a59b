using System.Text.Json;
using Etl.EndToEnd.Tests.Reliability;
using Etl.EndToEnd.Tests.Running;

namespace Etl.EndToEnd.Tests.Schedule;

/// <summary>The real clock and the real program: a cron of every few seconds over a folder that changes.</summary>
public sealed class EveryFewSecondsTests
{
    private const int Every = 4;

    [Fact]
    public async Task FolderThatChanges_EachTimeRunsOnce_AndTheHistoryIsRight()
    {
        using var archive = new TinyArchive(20);
        var config = archive["etl.json"];
        File.WriteAllText(config, $$"""
            {
              "lake": "{{archive.Lake}}",
              "sources": [{ "name": "archive", "uri": "{{archive.Source}}" }],
              "schedules": [{ "name": "often", "cron": "*/{{Every}} * * * * *", "misfire": "skip" }],
              "serve": { "listen": "127.0.0.1:0" }
            }
            """);
        using var server = new ServeProcess("--config", config);
        for (var round = 1; round <= 3; round++)
        {
            await Until(() => Done(archive.Lake) >= round, server);
            archive.Work();
        }

        await Until(() => Done(archive.Lake) >= 4, server);
        Assert.Equal(0, server.Stop());

        using var lake = new Lake(archive.Lake);
        var rows = lake.Rows("""
            select outcome, triggered_by, options ->> '$.Schedule', epoch_ms(started_at), listed, loaded, quarantined, unchanged, gone_objects
            from refreshes order by started_at
            """);
        Assert.All(rows, row => Assert.Equal(("schedule", "often"), ((string)row[1]!, (string)row[2]!)));
        // Each started after a time of its own: two of one time would be two within the same four seconds.
        var slots = rows.Select(row => (long)row[3]! / (Every * 1000)).ToList();
        Assert.Equal(slots.Distinct().Order(), slots);
        var done = rows.Where(row => (string)row[0]! == "done").ToList();
        Assert.True(done.Count >= 4);
        Assert.Equal(20L, done[0][4]);
        Assert.All(done, row => Assert.Equal((long)row[4]!, (long)row[5]! + (long)row[6]! + (long)row[7]!));
        // What the folder holds now is what the lake holds, each object once.
        Assert.Equal((long)archive.Files.Count, lake.Rows("select (select count(*) from instances) + (select count(*) from quarantine)")[0][0]);
        Assert.Equal(rows.Count, Directory.GetFiles(Path.Combine(archive.Lake, "_runs"), "*.log").Length);
    }

    /// <summary>Refreshes that found something to do and have published it.</summary>
    private static int Done(string path)
    {
        if (!Directory.Exists(Path.Combine(path, "refreshes", "_delta_log")))
            return 0;
        try
        {
            using var lake = new Lake(path);
            return Convert.ToInt32(lake.Rows("select count(*) from refreshes where outcome = 'done' and new_objects + changed_objects + gone_objects > 0 and list_contains([s.stage for s in stages], 'publish')")[0][0]);
        }
        catch (Exception e) when (e is IOException or Etl.Worker.DuckDb.DuckDbException)
        {
            // Its tables are being made.
            return 0;
        }
    }

    private static async Task Until(Func<bool> condition, ServeProcess server)
    {
        for (var i = 0; i < 600 && !condition(); i++)
            await Task.Delay(200);
        Assert.True(condition(), server.Log);
    }
}
