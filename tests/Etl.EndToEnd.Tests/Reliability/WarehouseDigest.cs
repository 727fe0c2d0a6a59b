using Etl.Worker.DuckDb;

namespace Etl.EndToEnd.Tests.Reliability;

/// <summary>Every table of a warehouse as a number of rows and a sum of their hashes: equal for equal rows in whichever order.</summary>
internal static class WarehouseDigest
{
    /// <summary>When, and by which refresh, something was said.</summary>
    private static readonly string[] LeftOut = ["refresh_id", "first_seen_at", "last_seen_at", "next_attempt_at", "attempts"];

    public static SortedDictionary<string, string> Of(string warehouse)
    {
        using var database = DuckDbDatabase.Open(warehouse, new Dictionary<string, string> { ["access_mode"] = "READ_ONLY" });
        using var connection = database.Connect();
        var tables = new List<(string Table, string Columns)>();
        using (var result = connection.Query($"""
            select table_name, string_agg('"' || column_name || '"', ', ' order by column_name)
            from duckdb_columns()
            where not internal and table_name in (select table_name from duckdb_tables()) and table_name not like '%refreshes%' and table_name not in ('lake_build', 'lake_parts')
              and column_name not in ({string.Join(", ", LeftOut.Select(DuckDbSql.Literal))})
            group by all
            """))
        {
            tables.AddRange(result.Rows().Select(r => ((string)r[0]!, (string)r[1]!)));
        }

        var digests = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (table, columns) in tables)
            digests[table] = connection.QueryScalar<string>($"select count(*) || ' ' || coalesce(sum(hash({columns})::hugeint), 0) from \"{table}\"")!;
        return digests;
    }
}
