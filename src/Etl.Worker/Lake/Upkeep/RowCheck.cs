using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Delta;
using Etl.Worker.Lake.Parts;

namespace Etl.Worker.Lake.Upkeep;

/// <summary>Whether no object has two rows, and whether every object of the last refresh is accounted for.</summary>
internal sealed class RowCheck(LakeFolder lake, DuckDbConnection connection, DeltaSnapshot instances, IReadOnlySet<string> badParts)
{
    /// <summary>Rows that share <c>source_uri</c> and <c>source_etag</c>, by the parts that hold them.</summary>
    internal IEnumerable<LakeProblem> Twice(CancellationToken cancel)
    {
        // Part by part: of a wide part only three columns are wanted, and its footer need not be kept.
        connection.Execute("create or replace table key (uri varchar, etag varchar, refresh varchar, part integer)", cancel);
        var parts = instances.Files.Keys.Where(p => !badParts.Contains(p)).Order(StringComparer.Ordinal).ToList();
        for (var i = 0; i < parts.Count; i++)
        {
            var rows = ParquetFiles.Read([PartPath.ToFile(lake.Instances.Directory, parts[i])]);
            connection.Execute($"insert into key select source_uri, source_etag, refresh_id, {i} from {rows}", cancel);
        }

        var nameless = connection.QueryScalar<long>("select count(*) from key where uri is null or etag is null", cancel);
        if (nameless > 0)
            yield return Problem("TWICE", null, $"{nameless} rows have no source_uri or no source_etag, and so no key.");
        using var twice = connection.Query(
            """
            select part, count(*) from key
            where (uri, etag) in (select (uri, etag) from key group by uri, etag having count(*) > 1)
            group by part order by part
            """, cancel);
        foreach (var row in twice.Rows())
            yield return Problem("TWICE", parts[(int)row[0]!], $"{row[1]} rows have a source_uri and source_etag that another row has too.");
    }

    /// <summary>
    /// listed = loaded + quarantined + unchanged, and the rows that it loaded are there, unless somebody else committed since it began. Call after <see cref="Twice"/>.
    /// </summary>
    internal IEnumerable<LakeProblem> LastRefresh(DeltaSnapshot refreshes, CancellationToken cancel)
    {
        var files = refreshes.Files.Keys.Where(p => !badParts.Contains(p)).Select(p => PartPath.ToFile(lake.Refreshes.Directory, p)).ToList();
        if (files.Count == 0 || badParts.Count > 0)
            yield break;
        using var last = connection.Query(
            $"""
            select refresh_id, listed, loaded, quarantined, unchanged, lake_version_before, coalesce(sampled_out, 0)
            from (from {ParquetFiles.Read(files)} union all by name select null::bigint as sampled_out where false) where outcome = 'done' order by ended_at desc limit 1
            """, cancel);
        foreach (var row in last.Rows().ToList())
        {
            var id = (string)row[0]!;
            var (listed, loaded, quarantined, unchanged) = ((long)row[1]!, (long)row[2]!, (long)row[3]!, (long)row[4]!);
            if (listed != loaded + quarantined + unchanged + (long)row[6]!)
            {
                yield return Problem("CONSERVATION", null,
                    $"The refresh {id} listed {listed} objects, of which {loaded} were loaded, {quarantined} quarantined and {unchanged} unchanged.");
            }

            var rows = connection.QueryScalar<long>($"select count(*) from key where refresh = {DuckDbSql.Literal(id)}", cancel);
            if (rows != loaded && !OthersSince((long)row[5]!, id))
                yield return Problem("CONSERVATION", null, $"The last refresh {id} loaded {loaded} objects; {rows} rows are of it.");
        }
    }

    /// <summary>
    /// Every object that the last refresh listed is a row or in quarantine; one that could not be read again is both. Not to be told where it
    /// kept rows of what is gone, read lists or was filtered, met a folder that it could not list, or entries were taken out of quarantine since. Call after <see cref="Twice"/>.
    /// </summary>
    internal IEnumerable<LakeProblem> LastListing(DeltaSnapshot refreshes, DeltaSnapshot quarantine, CancellationToken cancel)
    {
        if (refreshes.Files.Count == 0 || badParts.Count > 0)
            yield break;
        connection.Execute($"""
            create or replace table last as
            from (from {Parts(lake.Refreshes, refreshes)} union all by name select null::bigint as sampled_out where false)
            order by started_at desc, refresh_id desc limit 1;
            create or replace table rejected (source_uri varchar, reason_code varchar, gone_at timestamptz);
            """, cancel);
        if (quarantine.Files.Count > 0)
            connection.Execute($"insert into rejected by name select source_uri, reason_code, gone_at from {Parts(lake.Quarantine, quarantine)}", cancel);
        using var answer = connection.Query("""
            with source as (select unnest(sources) as prefix from last),
            object as (
              select uri from key
              union
              select source_uri from rejected where gone_at is null
            )
            select
              refresh_id, listed - coalesce(sampled_out, 0), epoch_us(started_at), lake_version_after,
              (select count(*) from object
               where exists (from source where case when ends_with(prefix, '/') then starts_with(uri, prefix) else uri = prefix end))
            from last
            where outcome = 'done' and options not like '%"KeepMissing":true%' and options not like '%"Filters":[{%'
              and not regexp_matches(options, '"(manifest|inventory):')
              and not exists (from rejected where reason_code = 'list-error')
            """, cancel);
        foreach (var row in answer.Rows().ToList())
        {
            if ((long)row[1]! == (long)row[4]! || LastChange() > (long)row[3]! || OthersInQuarantineSince((long)row[2]!, (string)row[0]!))
                continue;
            yield return Problem("CONSERVATION", null,
                $"The last refresh {row[0]} listed {row[1]} objects; {row[4]} objects of its sources have a row or are in quarantine.");
        }
    }

    /// <summary>Whether a version after this one changed rows and is of no part of the refresh: another may have read the same objects.</summary>
    private bool OthersSince(long version, string refreshId) => Changes()
        .Any(v => v.Version > version && v.Info?.OperationParameters.GetValueOrDefault("refresh_id") != refreshId);

    /// <summary>The newest version that changed rows; merges only lay them out anew.</summary>
    private long LastChange() => Changes().Select(v => v.Version).DefaultIfEmpty(0).Max();

    private IEnumerable<DeltaVersion> Changes() => lake.Instances.Log.History()
        .Where(v => v.Version <= instances.Version && v.Actions.Any(a => a is Add { DataChange: true } or Remove { DataChange: true }));

    /// <summary>Whether entries were taken out by hand, or by another refresh.</summary>
    private bool OthersInQuarantineSince(long microseconds, string refreshId) => lake.Quarantine.Log.History().Any(v =>
        v.Timestamp > DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds) && v.Info?.OperationParameters is { } parameters
        && (parameters.GetValueOrDefault("quarantine") == "forget" || parameters.GetValueOrDefault("refresh_id", refreshId) != refreshId));

    private static string Parts(LakeTable table, DeltaSnapshot snapshot) => ParquetFiles.Read(table.Parts(snapshot).Select(p => p.File));

    private LakeProblem Problem(string code, string? part, string message) => new(lake.Instances.Name, code, instances.Version, part, message);
}
