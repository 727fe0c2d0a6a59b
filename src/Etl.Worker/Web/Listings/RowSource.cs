using Etl.Worker.Cli;
using Etl.Worker.DuckDb;
using Etl.Worker.Web.Data;

namespace Etl.Worker.Web.Listings;

/// <summary>Rows that can be sent whole: read as they come, or written by DuckDB into a file of Parquet, which it writes to files only.</summary>
/// <param name="Read">Hands the rows on.</param>
/// <param name="WriteParquet">Writes them into a file that is not there yet.</param>
internal sealed record RowSource(Action<Action<ResultTable>, CancellationToken> Read, Action<string, CancellationToken> WriteParquet)
{
    /// <summary>Rows of a query on the published warehouse.</summary>
    public static RowSource Of(WarehouseSnapshot data, Sql sql) => new(
        (read, cancel) => data.Stream(sql.Text, sql.Parameters, read, cancel),
        (file, cancel) => Write(data, sql, file, cancel));

    /// <summary>Rows of a query on a database of this program that may write files.</summary>
    public static RowSource Of(DuckDbConnection connection, string sql, IReadOnlyList<object?> values) => new(
        (read, cancel) =>
        {
            using var statement = connection.Prepare(sql);
            using var result = statement.BindAll(values).Query(cancel);
            read(new ResultTable([.. result.Columns.Select(column => new ResultColumn(column.Name, column.Type.ToString()))], result.Rows()));
        },
        (file, cancel) => Copy(connection, sql, values, file, cancel));

    /// <summary>Rows that are there already, of plain types.</summary>
    public static RowSource Of(RowSet rows) => new(
        (read, _) => read(new ResultTable(rows.Columns, rows.Select(row => row.Values.ToArray()), rows.Count)),
        (file, cancel) =>
        {
            using var database = DuckDbDatabase.Open();
            using var connection = database.Connect();
            connection.Execute($"create table rows ({string.Join(", ", rows.Columns.Select(column => $"{DuckDbSql.Name(column.Name)} {column.Type}"))})", cancel);
            using (var insert = connection.Prepare($"insert into rows values ({string.Join(", ", rows.Columns.Select((_, i) => $"${i + 1}"))})"))
            {
                foreach (var row in rows)
                    insert.BindAll(row.Values.ToArray()).Execute(cancel);
            }

            Copy(connection, "from rows", [], file, cancel);
        });

    private static void Write(WarehouseSnapshot data, Sql sql, string file, CancellationToken cancel)
    {
        // The pages' own database can reach no file. This one can, and runs nothing but SQL of this program, its values bound.
        using var database = DuckDbDatabase.Open(data.File, new Dictionary<string, string>
        {
            ["access_mode"] = "READ_ONLY",
            ["autoinstall_known_extensions"] = "false",
            ["autoload_known_extensions"] = "false",
            ["memory_limit"] = "1GiB",
        });
        using var connection = database.Connect();
        Copy(connection, sql.Text, sql.Parameters, file, cancel);
    }

    private static void Copy(DuckDbConnection connection, string sql, IReadOnlyList<object?> values, string file, CancellationToken cancel)
    {
        using (var rows = connection.Prepare($"create or replace temp table download as {sql}"))
            rows.BindAll(values).Execute(cancel);

        connection.Execute($"copy download to {DuckDbSql.Literal(file)} (format parquet, compression zstd)", cancel);
        connection.Execute("drop table download", cancel);
    }
}
