using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Lake.Parts;

/// <summary>Turns written parts into the plan of one commit.</summary>
public static class PartCommit
{
    /// <summary>Columns whose bounds go to the log: those that queries select parts by.</summary>
    private static readonly string[] Keys =
    [
        "source_uri", "SOPInstanceUID", "SeriesInstanceUID", "StudyInstanceUID", "PatientID", "SOPClassUID", "StudyDate",
        "InstanceNumber", "source_modified_at", "refresh_id",
    ];

    /// <summary>A column whose bounds go to the log. DuckDB tells those of VARCHARs, not of ENUMs.</summary>
    internal static bool IsKey(string column) => Keys.Contains(column);

    /// <param name="snapshot">The table as planned on.</param>
    /// <param name="parts">New parts.</param>
    /// <param name="removed">Files that the commit removes.</param>
    /// <param name="refreshId">Goes to the commit's parameters.</param>
    /// <param name="now">The commit's time.</param>
    public static CommitPlan Plan(
        DeltaSnapshot snapshot, IReadOnlyList<WrittenPart> parts, IReadOnlyList<Add> removed, string refreshId, DateTimeOffset now)
    {
        var schema = parts.Aggregate(new DeltaStruct(), (merged, part) => merged.Merge(SchemaOf(part.Columns)));
        var table = snapshot.Schema.Merge(schema, [.. snapshot.MetaData.PartitionColumns]);
        return new CommitPlan
        {
            Operation = removed.Count == 0 ? "WRITE" : "MERGE",
            Parameters = new Dictionary<string, string> { ["refresh_id"] = refreshId },
            Metrics = new Dictionary<string, string> { ["numOutputRows"] = parts.Sum(p => p.Rows).ToString() },
            Adds = [.. parts.Select(p => ToAdd(p, new Dictionary<string, string?> { ["Modality"] = PartPath.Value(p.Modality) }, table, now))],
            Removes = [.. removed.Select(a => a.ToRemove(now))],
            Schema = schema,
        };
    }

    /// <summary>A part's columns as the table's schema has them, with their names in the standard as comments.</summary>
    internal static DeltaStruct SchemaOf(IReadOnlyList<DuckDbColumn> columns) =>
        new([.. columns.Select(c => new DeltaField(c.Name, DuckDbTypeText.Parse(c.Type.ToString())))]);

    /// <summary>The action that makes a part one of the table.</summary>
    internal static Add ToAdd(WrittenPart part, IReadOnlyDictionary<string, string?> partition, DeltaStruct schema, DateTimeOffset now) =>
        new(part.Path.LogPath, part.Bytes, now.ToUnixTimeMilliseconds())
        {
            PartitionValues = partition,
            Stats = PartStatistics.ToJson(part.Rows, part.Statistics, schema, Keys),
            Tags = FinishedPart.Tags(part.Sha256),
        };
}
