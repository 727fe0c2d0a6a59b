using Etl.Worker.DuckDb;
using Etl.Worker.Lake;

namespace Etl.Worker.Warehouse;

/// <summary>
/// Builds a warehouse from the parts of a lake: load, run <c>sql/</c>, check, publish. Until the last step nothing is to be seen of it,
/// and when anything fails the warehouse that is published stays.
/// </summary>
public sealed class WarehouseBuilder
{
    /// <summary>Stages in their order, as <c>enterStage</c> is told of them.</summary>
    public static readonly IReadOnlyList<string> Stages = ["load", "marts", "checks", "publish"];

    private readonly IReadOnlyList<SqlObject> library;

    /// <summary>With the library of the program.</summary>
    public WarehouseBuilder() : this(SqlLibrary.Load())
    {
    }

    /// <param name="library">Macros, marts and checks. Those of a layer are run in the order given, which must not matter.</param>
    public WarehouseBuilder(IReadOnlyList<SqlObject> library) => this.library = library;

    /// <summary>Builds and publishes.</summary>
    /// <param name="enterStage">Told of each of <see cref="Stages"/> as it begins.</param>
    /// <exception cref="WarehouseCheckException">A check found violations.</exception>
    /// <exception cref="DuckDbException">A part cannot be read, or a statement of the library is wrong.</exception>
    /// <exception cref="IOException">The disk failed, or another build for the same output is running.</exception>
    public void Build(WarehouseInput input, Action<string> enterStage, CancellationToken cancel)
    {
        using var file = new WarehouseFile(input.Output);
        using (var database = DuckDbDatabase.Open(file.Path, Settings(input, file)))
        using (var connection = database.Connect())
        {
            enterStage("load");
            connection.Execute("set enable_progress_bar = false", cancel);
            var comments = Load(database, connection, input, cancel);
            enterStage("marts");
            var rows = InstanceRows.Of(connection, cancel);
            RunMarts(database, connection, rows, comments, cancel);
            enterStage("checks");
            Check(connection, rows, cancel);
            enterStage("publish");
            connection.Execute("checkpoint", cancel);
        }

        cancel.ThrowIfCancellationRequested();
        file.Publish();
    }

    /// <returns>Statements that document <c>dicom_all</c>.</returns>
    private string Load(DuckDbDatabase database, DuckDbConnection connection, WarehouseInput input, CancellationToken cancel)
    {
        StandardTables.Load(connection, cancel);
        PartLoader.LoadInstances(database, input.Instances, input.Threads, cancel);
        var loader = new PartLoader(connection, cancel);
        loader.LoadTable("lake_quarantine", "Objects in quarantine, as the lake has them", LakeSchemas.Quarantine, input.QuarantineParts);
        loader.LoadTable("lake_refreshes", "Refreshes, as the lake has them", LakeSchemas.Refreshes, input.RefreshParts);
        Run(connection, SqlLibrary.Macros, (_, text) => text, cancel);
        return DicomAll.Create(connection, InstanceRows.Of(connection, cancel), RequiredColumns.Of(library), cancel);
    }

    /// <summary>Comments of the view that has every column are many, and nothing waits for them.</summary>
    private void RunMarts(DuckDbDatabase database, DuckDbConnection connection, InstanceRows rows, string comments, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var documenting = Task.Run(
            () =>
            {
                using var second = database.Connect();
                second.Execute(comments, stop.Token);
            }, stop.Token);
        try
        {
            foreach (var layer in new[] { SqlLibrary.Standard, SqlLibrary.Base, SqlLibrary.Marts })
                Run(connection, layer, rows.Narrowed, cancel);
        }
        catch
        {
            stop.Cancel();
            documenting.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).Wait(CancellationToken.None);
            throw;
        }

        documenting.GetAwaiter().GetResult();
    }

    private void Run(DuckDbConnection connection, string layer, Func<SqlObject, string, string> prepare, CancellationToken cancel)
    {
        // Every comment is a statement of its own: as many transactions would take longer than the data.
        connection.Execute("begin transaction", cancel);
        foreach (var file in library.Where(o => o.Layer == layer))
        {
            try
            {
                foreach (var (sql, givesStatements) in file.Steps())
                {
                    foreach (var statement in givesStatements ? Texts(connection, sql, cancel) : [sql])
                        connection.Execute(prepare(file, statement), cancel);
                }
            }
            catch (DuckDbException e)
            {
                // Messages about the statement itself quote no value; those about data may.
                var reason = e.ErrorType is DuckDbErrorType.Parser or DuckDbErrorType.Binder or DuckDbErrorType.Catalog
                    ? e.Message : $"{e.ErrorType} error.";
                throw new DuckDbException(e.ErrorType, $"sql/{layer}/{file.Name}.sql: {reason}");
            }
        }

        connection.Execute("commit", cancel);
    }

    private static List<string> Texts(DuckDbConnection connection, string query, CancellationToken cancel)
    {
        using var result = connection.Query(query, cancel);
        return [.. result.Rows().Select(r => (string)r[0]!)];
    }

    private void Check(DuckDbConnection connection, InstanceRows rows, CancellationToken cancel)
    {
        var failures = new List<KeyValuePair<string, long>>();
        foreach (var check in library.Where(o => o.Layer == SqlLibrary.Checks))
        {
            using var violations = connection.Query(rows.Narrowed(check, check.Text), cancel);
            var count = violations.Chunks().Sum(chunk => (long)chunk.RowCount);
            if (count > 0)
                failures.Add(new(check.Name, count));
        }

        if (failures.Count > 0)
            throw new WarehouseCheckException(failures);
    }

    private static Dictionary<string, string> Settings(WarehouseInput input, WarehouseFile file)
    {
        var settings = new Dictionary<string, string>
        {
            ["threads"] = input.Threads.ToString(),
            ["temp_directory"] = file.Temporary,
            // Old enough for clients of the last years to open the file, new enough for the compression of repetitive text.
            ["storage_compatibility_version"] = "v1.3.0",
            ["preserve_insertion_order"] = "false",
            ["autoinstall_known_extensions"] = "false",
            // The file is of no use before it is complete: one checkpoint, at the end.
            ["wal_autocheckpoint"] = "1TB",
        };
        if (input.MemoryLimit is { } limit)
            settings["memory_limit"] = limit;
        return settings;
    }
}
