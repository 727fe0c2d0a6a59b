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

    /// <summary>listed = loaded + quarantined + unchanged, and the rows that it loaded are there. Call after <see cref="Twice"/>.</summary>
    internal IEnumerable<LakeProblem> LastRefresh(DeltaSnapshot refreshes, CancellationToken cancel)
    {
        var files = refreshes.Files.Keys.Where(p => !badParts.Contains(p)).Select(p => PartPath.ToFile(lake.Refreshes.Directory, p)).ToList();
        if (files.Count == 0 || badParts.Count > 0)
            yield break;
        using var last = connection.Query(
            $"""
            select refresh_id, listed, loaded, quarantined, unchanged, lake_version_after
            from {ParquetFiles.Read(files)} where outcome = 'done' order by ended_at desc limit 1
            """, cancel);
        foreach (var row in last.Rows().ToList())
        {
            var id = (string)row[0]!;
            var (listed, loaded, quarantined, unchanged) = ((long)row[1]!, (long)row[2]!, (long)row[3]!, (long)row[4]!);
            if (listed != loaded + quarantined + unchanged)
            {
                yield return Problem("CONSERVATION", null,
                    $"The refresh {id} listed {listed} objects, of which {loaded} were loaded, {quarantined} quarantined and {unchanged} unchanged.");
            }

            var rows = connection.QueryScalar<long>($"select count(*) from key where refresh = {DuckDbSql.Literal(id)}", cancel);
            if (rows != loaded)
                yield return Problem("CONSERVATION", null, $"The last refresh {id} loaded {loaded} objects; {rows} rows are of it.");
        }
    }

    private LakeProblem Problem(string code, string? part, string message) => new(lake.Instances.Name, code, instances.Version, part, message);
}
