using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Delta;
using Etl.Worker.Lake.Parts;

namespace Etl.Worker.Lake;

/// <summary>Writes rows of one of the small, unpartitioned tables as a part of their own.</summary>
internal static class SmallTableWriter
{
    /// <summary>Writes what a query gives.</summary>
    /// <returns>The add action, or null where there are no rows.</returns>
    internal static Add? Write(LakeTable table, DuckDbConnection connection, string select, DeltaStruct schema, DateTimeOffset now, PartJournal? journal = null)
    {
        var path = PartPath.Create([], now);
        var file = Path.Combine(table.Directory, path.RelativeFile);
        journal?.Note(file);
        try
        {
            using var result = connection.Query($"copy ({select}) to {DuckDbSql.Literal(file)} (format parquet, compression zstd, return_stats)");
            PartStatisticsReader.Read(result, out var rows, out var bytes);
            if (rows == 0)
            {
                File.Delete(file);
                return null;
            }

            var hash = FinishedPart.Finish(connection, file, schema);
            return new Add(path.LogPath, bytes, now.ToUnixTimeMilliseconds())
            {
                Stats = PartStatistics.ToJson(rows, [], schema, []),
                Tags = FinishedPart.Tags(hash),
            };
        }
        catch
        {
            File.Delete(file);
            throw;
        }
    }
}
