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
            foreach (var (sql, givesStatements) in file.Steps())
            {
                foreach (var statement in givesStatements ? Texts(connection, sql, cancel) : [sql])
                    connection.Execute(prepare(statement), cancel);
            }
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

    private static List<string> Texts(DuckDbConnection connection, string query, CancellationToken cancel)
    {
        using var result = connection.Query(query, cancel);
        return [.. result.Rows().Select(r => (string)r[0]!)];
    }
}
