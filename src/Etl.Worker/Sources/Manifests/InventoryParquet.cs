using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Parts;

namespace Etl.Worker.Sources.Manifests;

/// <summary>Rows of an inventory in Parquet, whose keys stand as they are; DuckDB reads it.</summary>
internal static class InventoryParquet
{
    internal static IEnumerable<InventoryRow> Rows(InventoryManifest about, IReadOnlyList<string> files, CancellationToken cancel)
    {
        if (files.Count == 0)
            yield break;
        using var database = DuckDbDatabase.Open(options: new Dictionary<string, string> { ["memory_limit"] = "256MB", ["threads"] = "1" });
        using var connection = database.Connect();
        var relation = ParquetFiles.Read(files);
        var types = TypesOf(connection, relation);
        string Column(string name, string type) => types.ContainsKey(name) ? $"{name}::{type}" : $"null::{type}";
        var modified = !types.TryGetValue("last_modified_date", out var of) ? "null::bigint"
            : $"epoch_us({(of == "VARCHAR" ? "try_cast(last_modified_date as timestamp)" : "last_modified_date")})";
        using var result = connection.Query($"""
            select
              bucket, key, coalesce({Column("is_latest", "boolean")}, true) and not coalesce({Column("is_delete_marker", "boolean")}, false),
              {Column("size", "bigint")}, {modified}, {Column("e_tag", "varchar")}
            from {relation}
            """, cancel);
        var number = 0L;
        foreach (var row in result.Rows())
        {
            var place = $"row {++number}";
            if ((string?)row[0] is { } bucket && bucket != about.Bucket)
                yield return new InventoryRow(default, true, "its bucket is not the inventory's", place);
            else if ((string?)row[1] is not { Length: > 0 } key)
                yield return new InventoryRow(default, true, "it has no key", place);
            else if (!(bool)row[2]!)
                yield return new InventoryRow(default, false);
            else
                yield return InventoryCsv.Of(about.Bucket, key, (long?)row[3] ?? ObjectInfo.UnknownSize, Instant((long?)row[4]), (string?)row[5]);
        }
    }

    private static Dictionary<string, string> TypesOf(DuckDbConnection connection, string relation)
    {
        using var result = connection.Query($"select column_name, column_type from (describe select * from {relation})");
        return result.Rows().ToDictionary(r => ((string)r[0]!).ToLowerInvariant(), r => (string)r[1]!);
    }

    private static DateTime Instant(long? micros) => micros is { } at ? DateTime.UnixEpoch.AddTicks(at * TimeSpan.TicksPerMicrosecond) : default;
}
