using Etl.Worker.Cli;
using Etl.Worker.DuckDb;

namespace Etl.Worker.Warehouse;

/// <summary>
/// Statements of the command line on a published warehouse. It is opened read-only, so the statement cannot change it, and another process
/// may read it too. Files stay in reach, with the rights of whoever runs the program: joining a list of one's own is what a query is for.
/// </summary>
public static class QueryRunner
{
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["access_mode"] = "READ_ONLY",
        // A statement that names an extension fails instead of fetching it from the network.
        ["autoinstall_known_extensions"] = "false",
    };

    /// <inheritdoc cref="RunQuery"/>
    public static void Run(QueryRequest request, Action<ResultTable> read, CancellationToken cancel)
    {
        using var database = DuckDbDatabase.Open(request.Warehouse, Settings);
        using var connection = database.Connect();
        using var result = connection.Query(request.Sql, cancel);
        read(new ResultTable([.. result.Columns.Select(column => new ResultColumn(column.Name, column.Type.ToString()))], result.Rows()));
    }

    /// <inheritdoc cref="ExportParquet"/>
    public static long Export(QueryRequest request, string file, CancellationToken cancel)
    {
        using var database = DuckDbDatabase.Open(request.Warehouse, Settings);
        using var connection = database.Connect();
        // The line end keeps a comment at the statement's end from swallowing the parenthesis.
        var statement = request.Sql.TrimEnd().TrimEnd(';');
        return connection.QueryScalar<long>($"copy (\n{statement}\n) to {DuckDbSql.Literal(file)} (format parquet, compression zstd)", cancel);
    }
}
