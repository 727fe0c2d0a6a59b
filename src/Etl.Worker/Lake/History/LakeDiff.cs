using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Delta;
using Etl.Worker.Lake.Parts;

namespace Etl.Worker.Lake.History;

/// <summary>One object whose row differs between two versions.</summary>
/// <param name="Kind">added, removed, changed (another header), or touched (the same header under another etag).</param>
/// <param name="Modality">(0008,0060) of the row, of the newer one where there are two.</param>
public sealed record InstanceChange(string Kind, string SourceUri, string? SopInstanceUid, string? Modality, string? HeaderHashBefore, string? HeaderHashAfter);

/// <summary>How two versions differ.</summary>
/// <param name="PartsRead">Parts that one version has and the other has not; no other was read.</param>
/// <param name="Counts">By modality and kind, in order.</param>
public sealed record DiffSummary(
    long VersionBefore, long VersionAfter, int PartsRead, IReadOnlyList<(string? Modality, string Kind, long Count)> Counts)
{
    public static readonly IReadOnlyList<string> Kinds = ["added", "removed", "changed", "touched"];

    public long Count(string kind) => Counts.Where(c => c.Kind == kind).Sum(c => c.Count);
}

/// <summary>
/// Compares two versions of the table of instances by the parts that differ: rows that compaction or copy-on-write only moved to another
/// part are found in both and are no change.
/// </summary>
public sealed class LakeDiff(LakeFolder lake, TimeProvider time)
{
    private const string Memory = "1GB";

    /// <param name="before">The one version.</param>
    /// <param name="after">The other, usually newer.</param>
    /// <param name="each">Told of every difference, in the order of URIs; null where the counts are enough.</param>
    /// <exception cref="DeltaException">A version is not there any more.</exception>
    public DiffSummary Run(AsOf before, AsOf after, Action<InstanceChange>? each, CancellationToken cancel)
    {
        var old = lake.Instances.Open(before);
        var @new = lake.Instances.Open(after);
        using var work = new WorkDatabase(lake, time, Memory);
        var parts = Load(work.Connection, "old_rows", old, @new, cancel) + Load(work.Connection, "new_rows", @new, old, cancel);
        work.Connection.Execute(
            """
            create table change as
            select coalesce(n.source_uri, o.source_uri) as source_uri,
                coalesce(n.sop_instance_uid, o.sop_instance_uid) as sop_instance_uid,
                case when n.source_uri is null then o.modality else n.modality end as modality,
                o.header_hash as hash_before, n.header_hash as hash_after,
                case when o.source_uri is null then 'added' when n.source_uri is null then 'removed'
                    when o.header_hash is distinct from n.header_hash then 'changed' else 'touched' end as kind
            from old_rows o
            full join new_rows n on n.source_uri = o.source_uri
            where o.source_uri is null or n.source_uri is null
                or o.source_etag is distinct from n.source_etag or o.header_hash is distinct from n.header_hash
            """, cancel);
        if (each is not null)
            Report(work.Connection, each, cancel);
        using var counts = work.Connection.Query("select modality, kind, count(*) from change group by all order by modality nulls last, kind", cancel);
        return new DiffSummary(old.Version, @new.Version, parts,
            [.. counts.Rows().Select(r => ((string?)r[0], (string)r[1]!, (long)r[2]!))]);
    }

    /// <summary>Loads the rows of parts that the other version has not.</summary>
    private int Load(DuckDbConnection connection, string table, DeltaSnapshot of, DeltaSnapshot other, CancellationToken cancel)
    {
        connection.Execute(
            $"create table {table} (source_uri varchar, source_etag varchar, sop_instance_uid varchar, header_hash varchar, modality varchar)", cancel);
        var parts = of.Files.Values.Where(f => !other.Files.ContainsKey(f.Path)).OrderBy(f => f.Path, StringComparer.Ordinal).ToList();
        foreach (var part in parts)
        {
            var rows = ParquetFiles.Read([PartPath.ToFile(lake.Instances.Directory, part.Path)]);
            // Neither a part without SOPInstanceUID nor the reading of all its columns is wanted: the pattern selects what is there.
            var modality = PartPath.Value(part.PartitionValues.GetValueOrDefault("Modality"));
            connection.Execute(
                $"""
                insert into {table} by name
                select * rename (SOPInstanceUID as sop_instance_uid), {(modality is null ? "null::varchar" : DuckDbSql.Literal(modality))} as modality
                from ((select null::varchar as SOPInstanceUID limit 0) union all by name
                    (select columns(lambda c : c in ('source_uri', 'source_etag', 'SOPInstanceUID', 'header_hash')) from {rows}))
                """, cancel);
        }

        return parts.Count;
    }

    private static void Report(DuckDbConnection connection, Action<InstanceChange> each, CancellationToken cancel)
    {
        using var changes = connection.Query(
            "select kind, source_uri, sop_instance_uid, modality, hash_before, hash_after from change order by source_uri, kind", cancel);
        foreach (var row in changes.Rows())
            each(new InstanceChange((string)row[0]!, (string)row[1]!, (string?)row[2], (string?)row[3], (string?)row[4], (string?)row[5]));
    }
}
