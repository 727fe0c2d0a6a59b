using Etl.Worker.DuckDb;
using Etl.Worker.Lake;
using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Tests.Web;

/// <summary>Rows of a lake's table of refreshes, made by SQL.</summary>
internal static class RunsOfALake
{
    /// <param name="lake">The lake's folder.</param>
    /// <param name="select">A query with some columns of the table, refresh_id and started_at among them.</param>
    public static void Write(string lake, string select)
    {
        var table = new LakeFolder(lake, TimeProvider.System).Refreshes;
        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        connection.Execute($"create table result ({LakeSchemas.Refreshes.ToDuckDbColumns()}); insert into result by name {select}");
        var snapshot = table.OpenOrCreate();
        var add = SmallTableWriter.Write(table, connection, "from result", LakeSchemas.Refreshes, DateTimeOffset.UtcNow, null)!;
        var outcome = table.Commit(snapshot, new CommitPlan { Operation = "WRITE", Adds = [add], Removes = [], Schema = LakeSchemas.Refreshes }, default);
        Assert.Equal(CommitOutcome.Committed, outcome.Outcome);
    }
}
