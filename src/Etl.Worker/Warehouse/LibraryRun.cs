using Etl.Worker.DuckDb;

namespace Etl.Worker.Warehouse;

/// <summary>Runs files of <c>sql/</c>.</summary>
internal static class LibraryRun
{
    /// <param name="connection">Where.</param>
    /// <param name="file">The file.</param>
    /// <param name="prepare">Changes each statement before it is run.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="DuckDbException">A statement is wrong; the message names the file and no value of an instance.</exception>
    internal static void Execute(DuckDbConnection connection, SqlObject file, Func<string, string> prepare, CancellationToken cancel)
    {
        try
        {
            // One transaction a file: what others commit meanwhile would make DuckDB plan each statement twice.
            connection.Execute("begin", cancel);
            foreach (var (sql, kind) in file.Steps())
            {
                var statements = kind == SqlStepKind.Run ? [sql] : Texts(connection, sql, cancel);
                if (kind == SqlStepKind.CountItems)
                    CountItems(connection, statements.Select(prepare), cancel);
                else
                    statements.ForEach(statement => connection.Execute(prepare(statement), cancel));
            }

            connection.Execute("commit", cancel);
        }
        catch (DuckDbException e)
        {
            // Messages about the statement itself quote no value; those about data may.
            var reason = e.ErrorType is DuckDbErrorType.Parser or DuckDbErrorType.Binder or DuckDbErrorType.Catalog or DuckDbErrorType.OutOfMemory
                ? e.Message : $"{e.ErrorType} error.";
            throw new DuckDbException(e.ErrorType, $"sql/{file.Layer}/{file.Name}.sql: {reason}");
        }
    }

    /// <summary>How many violations a check finds.</summary>
    internal static long Count(DuckDbConnection connection, string check, CancellationToken cancel)
    {
        using var violations = connection.Query(check, cancel);
        return violations.Chunks().Sum(chunk => (long)chunk.RowCount);
    }

    private static void CountItems(DuckDbConnection connection, IEnumerable<string> queries, CancellationToken cancel)
    {
        var counts = new ItemCounts();
        foreach (var query in queries)
        {
            using var rows = connection.Query(query, cancel);
            counts.Add(rows);
        }

        connection.Execute("create temp table counted_items (value varchar, path varchar, instances bigint)", cancel);
        using var appender = connection.OpenAppender("counted_items", catalog: "temp");
        foreach (var found in counts.Found.Chunk(DataChunkWriter.Capacity))
        {
            for (var row = 0; row < found.Length; row++)
            {
                appender.Chunk[0].SetString(row, found[row].Group);
                appender.Chunk[1].SetString(row, found[row].Path);
                appender.Chunk[2].Set(row, found[row].Rows);
            }

            appender.Append(found.Length);
        }

        appender.Flush();
    }

    private static List<string> Texts(DuckDbConnection connection, string query, CancellationToken cancel)
    {
        using var result = connection.Query(query, cancel);
        return [.. result.Rows().Select(r => (string)r[0]!)];
    }
}
