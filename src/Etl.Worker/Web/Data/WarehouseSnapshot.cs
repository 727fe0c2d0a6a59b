using System.Collections.Concurrent;
using Etl.Worker.Cli;
using Etl.Worker.DuckDb;

namespace Etl.Worker.Web.Data;

/// <summary>
/// One published version of the warehouse, open read-only, with access to anything else off. It stays whatever is published after it,
/// until nobody asks it any more.
/// </summary>
public sealed class WarehouseSnapshot
{
    private static readonly TimeSpan LongestQuery = TimeSpan.FromSeconds(10);

    private readonly DuckDbDatabase database;
    private readonly ConcurrentBag<DuckDbConnection> idle = [];
    private readonly ConcurrentDictionary<string, Lazy<object>> kept = [];
    private readonly AnswerCache answers = new();
    private readonly Action remove;
    private int users = 1;

    private WarehouseSnapshot(string file, DuckDbDatabase database, DateTimeOffset written, Action remove)
    {
        File = file;
        this.database = database;
        this.remove = remove;
        Relations = Rows("select table_name from information_schema.tables where table_schema = 'main'")
            .Select(row => row.Text("table_name")!).ToHashSet(StringComparer.Ordinal);
        Version = ReadVersion(written);
    }

    /// <summary>A name of the file that keeps naming this version while the snapshot is used.</summary>
    public string File { get; }

    public WarehouseVersion Version { get; }

    /// <summary>Names of its tables and views.</summary>
    public IReadOnlySet<string> Relations { get; }

    /// <param name="file">The file to open.</param>
    /// <param name="remove">Called when nobody uses the snapshot any more.</param>
    /// <exception cref="DuckDbException">It is no warehouse, or of a version that this program cannot read.</exception>
    internal static WarehouseSnapshot Open(string file, Action remove)
    {
        var written = new DateTimeOffset(System.IO.File.GetLastWriteTimeUtc(file), TimeSpan.Zero);
        var database = DuckDbDatabase.Open(file, Settings());
        try
        {
            return new WarehouseSnapshot(file, database, written, remove);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public bool Has(string relation) => Relations.Contains(relation);

    /// <summary>Every row of a short query; parameters are <c>$1</c>, <c>$2</c>, … A query that was answered before may not be run again.</summary>
    /// <exception cref="TimeoutException">It took more than ten seconds.</exception>
    public RowSet Rows(string sql, params ReadOnlySpan<object?> parameters)
    {
        var key = AnswerCache.Key(sql, parameters);
        if (answers.Find(key) is { } known)
            return known;
        var rows = Ask(sql, parameters);
        answers.Keep(key, rows);
        return rows;
    }

    /// <inheritdoc cref="Rows(string, ReadOnlySpan{object?})"/>
    public RowSet Rows(Sql sql) => Rows(sql.Text, [.. sql.Parameters]);

    /// <summary>Hands the rows of a query to <paramref name="read"/> as they are made.</summary>
    public void Stream(string sql, IReadOnlyList<object?> parameters, Action<ResultTable> read, CancellationToken cancel)
    {
        var connection = Take();
        try
        {
            using var statement = Bind(connection, sql, [.. parameters]);
            using var result = statement.Query(cancel);
            read(new ResultTable(Columns(result), result.Rows()));
        }
        finally
        {
            idle.Add(connection);
        }
    }

    /// <summary>Something made of this version once and kept with it.</summary>
    public T Keep<T>(string name, Func<T> make) where T : notnull
    {
        try
        {
            return (T)kept.GetOrAdd(name, _ => new Lazy<object>(() => make())).Value;
        }
        catch
        {
            // What failed once may work the next time.
            kept.TryRemove(name, out _);
            throw;
        }
    }

    /// <summary>One more user. False when it was given up already.</summary>
    internal bool TryUse()
    {
        for (var seen = Volatile.Read(ref users); seen > 0; seen = Volatile.Read(ref users))
            if (Interlocked.CompareExchange(ref users, seen + 1, seen) == seen)
                return true;
        return false;
    }

    /// <summary>One user less; the last closes it.</summary>
    internal void Release()
    {
        if (Interlocked.Decrement(ref users) > 0)
            return;
        while (idle.TryTake(out var connection))
            connection.Dispose();
        database.Dispose();
        remove();
    }

    private static Dictionary<string, string> Settings() => new()
    {
        ["access_mode"] = "READ_ONLY",
        ["enable_external_access"] = "false",
        ["autoinstall_known_extensions"] = "false",
        ["autoload_known_extensions"] = "false",
        ["memory_limit"] = $"{Math.Max(512, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 >> 20)}MiB",
        ["lock_configuration"] = "true",
    };

    private RowSet Ask(string sql, ReadOnlySpan<object?> parameters)
    {
        using var limit = new CancellationTokenSource(LongestQuery);
        var connection = Take();
        try
        {
            using var statement = Bind(connection, sql, parameters);
            using var result = statement.Query(limit.Token);
            return new RowSet(Columns(result), [.. result.Rows()]);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException($"A query took more than {LongestQuery.TotalSeconds:0} seconds.");
        }
        finally
        {
            idle.Add(connection);
        }
    }

    private DuckDbConnection Take() => idle.TryTake(out var connection) ? connection : database.Connect();

    private static DuckDbStatement Bind(DuckDbConnection connection, string sql, ReadOnlySpan<object?> parameters)
    {
        var statement = connection.Prepare(sql);
        try
        {
            return statement.BindAll(parameters.ToArray());
        }
        catch
        {
            statement.Dispose();
            throw;
        }
    }

    private static ResultColumn[] Columns(DuckDbResult result) =>
        [.. result.Columns.Select(column => new ResultColumn(column.Name, column.Type.ToString()))];

    private WarehouseVersion ReadVersion(DateTimeOffset written)
    {
        if (!Relations.Contains("refreshes"))
            return new WarehouseVersion(written.ToUnixTimeMilliseconds().ToString("x8"), null, null, written, written);
        var last = Rows(
            "select refresh_id, lake_version_before, lake_version_after, ended_at from refreshes where outcome = 'done' order by ended_at desc, refresh_id limit 1");
        return last.Count == 0
            ? new WarehouseVersion(written.ToUnixTimeMilliseconds().ToString("x8"), null, null, written, written)
            : new WarehouseVersion(
                $"{last[0].Text("lake_version_after")}-{last[0].Text("refresh_id")}",
                last[0]["lake_version_after"] is null ? null : last[0].Count("lake_version_after"),
                last[0]["lake_version_before"] is null ? null : last[0].Count("lake_version_before"),
                last[0].Moment("ended_at") ?? written,
                written);
    }
}
