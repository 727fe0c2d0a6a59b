using Etl.Worker.DuckDb;
using Etl.Worker.Lake;

namespace Etl.Worker.Jobs;

/// <summary>
/// The refreshes of a lake as its own table has them – also those that failed, of which a published warehouse knows only later – in a
/// database in memory that is loaded anew when the table has a new version.
/// </summary>
public sealed class RefreshHistory : IDisposable
{
    private const string Columns = """
        refresh_id, started_at, ended_at, outcome, error, error_message, triggered_by, sources, listed, new_objects, changed_objects,
        gone_objects, unchanged, loaded, quarantined, bytes_read, retried, commits, parts_written, peak_memory_bytes, stages, program_version,
        options, lake_version_before, lake_version_after
        """;

    private readonly LakeFolder lake;
    private readonly DuckDbDatabase database = DuckDbDatabase.Open();
    private readonly DuckDbConnection connection;
    private readonly Lock gate = new();
    private long version = -2;

    public RefreshHistory(LakeFolder lake)
    {
        this.lake = lake;
        connection = database.Connect();
    }

    /// <summary>When a refresh of the schedule last started; null when none did.</summary>
    public DateTimeOffset? LastRun(string schedule)
    {
        var row = Rows("select max(started_at) as latest from runs where schedule = $1", schedule);
        return row[0]["latest"] is DateTimeOffset at ? at : null;
    }

    /// <summary>Rows of a query on the relation <c>runs</c>: the columns of <c>refreshes</c>, <c>schedule</c> and <c>seconds</c>.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, object?>> Rows(string sql, params IReadOnlyList<object?> parameters) => With(database =>
    {
        using var statement = database.Prepare(sql);
        using var result = statement.BindAll(parameters).Query();
        return result.Rows().Select(row => result.Columns.Select((c, i) => (c.Name, row[i])).ToDictionary(c => c.Name, c => c.Item2)).ToList();
    });

    /// <summary>Lends the database, with <c>runs</c> as it is now, to one at a time.</summary>
    internal T With<T>(Func<DuckDbConnection, T> use)
    {
        lock (gate)
        {
            Load();
            return use(connection);
        }
    }

    public void Dispose()
    {
        connection.Dispose();
        database.Dispose();
    }

    private void Load()
    {
        var snapshot = lake.Refreshes.Exists ? lake.Refreshes.Log.LoadSnapshot() : null;
        if ((snapshot?.Version ?? -1) == version)
            return;
        var files = snapshot is null ? [] : lake.Refreshes.Parts(snapshot).Select(p => DuckDbSql.Literal(p.File)).ToList();
        var source = files.Count == 0 ? "empty" : $"(select * from empty union all by name select * from read_parquet([{string.Join(", ", files)}], union_by_name = true, hive_partitioning = false))";
        connection.Execute($"""
            create or replace temp table empty ({LakeSchemas.Refreshes.ToDuckDbColumns()});
            create or replace table runs as
            select {Columns}, options ->> '$.Schedule' as schedule, date_diff('millisecond', started_at, ended_at) / 1000.0 as seconds
            from {source}
            order by started_at desc, refresh_id;
            """);
        version = snapshot?.Version ?? -1;
    }
}
