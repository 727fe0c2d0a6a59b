using Etl.Worker.DuckDb;
using Etl.Worker.Lake;
using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Web.Data;

/// <summary>What the archive held before the refresh that a version ends with, counted from the lake's own older version. It takes a moment on large lakes.</summary>
internal static class ArchiveBefore
{
    /// <summary>Counts as those of the overview; null where the lake does not keep that version any more.</summary>
    public static RowSet? Count(string root, TimeProvider time, long version)
    {
        try
        {
            var lake = new LakeFolder(root, time);
            var files = version < 0 || !lake.Instances.Exists ? [] : lake.Instances.Parts(lake.Instances.Log.LoadSnapshot(version)).Select(part => DuckDbSql.Literal(part.File)).ToList();
            using var database = DuckDbDatabase.Open(null, new Dictionary<string, string> { ["memory_limit"] = "512MiB", ["autoinstall_known_extensions"] = "false" });
            using var connection = database.Connect();
            // An attribute that no object has is no column of the parts.
            return RowSet.Of(connection, $"""
                select count(distinct (IssuerOfPatientID, PatientID)) filter (PatientID is not null) as patients, count(distinct StudyInstanceUID) as studies,
                  count(distinct SeriesInstanceUID) as series, count(*) as instances, coalesce(sum(source_size), 0)::bigint as bytes
                from (
                  select null::varchar as IssuerOfPatientID, null::varchar as PatientID, null::varchar as StudyInstanceUID, null::varchar as SeriesInstanceUID,
                    null::bigint as source_size
                  where false
                  {(files.Count == 0 ? "" : $"union all by name select * from read_parquet([{string.Join(", ", files)}], union_by_name = true, hive_partitioning = false)")}
                )
                """);
        }
        catch (Exception e) when (e is DeltaException or DuckDbException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
