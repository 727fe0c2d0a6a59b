using Etl.Worker.DuckDb;
using Etl.Worker.Lake;
using Etl.Worker.Lake.Parts;
using Etl.Worker.Sources;

namespace Etl.Worker.Crawl;

/// <summary>
/// Compares what the sources list with what the lake holds, by a full join in DuckDB: the lake is the only memory of earlier refreshes.
/// An object is the same when URI and etag are; what is the same is looked at no further. What one in quarantine is due for, its entry says.
/// </summary>
internal sealed class ObjectDiff : IDisposable
{
    private static readonly string Transient = string.Join(", ", QuarantineReason.Transient.Select(DuckDbSql.Literal));

    private const int ChunkRows = 256;
    private readonly IReadOnlyList<ISource> sources;
    private readonly IReadOnlyList<SourceFilter?> filters;
    private readonly DuckDbDatabase database;
    private readonly DuckDbConnection connection;

    /// <summary>Streams what is to be read, while <see cref="connection"/> answers other questions.</summary>
    private readonly DuckDbConnection feed;
    private IReadOnlyList<string> parts = [];

    /// <param name="sources">What is listed. Of the lake only what lies below them is looked at.</param>
    /// <param name="spillFolder">Where DuckDB may spill to; null: nowhere.</param>
    /// <param name="filters">Which objects of each source are meant; what the lake has of the others is not looked at. Null: all.</param>
    internal ObjectDiff(IReadOnlyList<ISource> sources, string? spillFolder, IReadOnlyList<SourceFilter?>? filters = null)
    {
        this.sources = sources;
        this.filters = filters ?? [.. sources.Select(_ => (SourceFilter?)null)];
        database = DuckDbDatabase.Open(options: new Dictionary<string, string>
        {
            ["memory_limit"] = "512MB",
            ["temp_directory"] = spillFolder ?? "",
            ["preserve_insertion_order"] = "false",
        });
        connection = database.Connect();
        feed = database.Connect();
        connection.Execute($"""
            create table listed ({ListingTable.Columns});
            create table known (source integer, uri varchar, etag varchar, part integer, refresh_id varchar);
            create table quarantined ({LakeSchemas.Quarantine.ToDuckDbColumns()}, source integer);
            """);
    }

    /// <summary>Members of archives that are the same, beyond one an archive: they were not listed and count as unchanged.</summary>
    internal long UnchangedMembers { get; private set; }

    /// <summary>What the lake holds below the sources: the columns of every part that tell objects apart.</summary>
    internal void LoadKnown(IEnumerable<string> instanceParts, IEnumerable<string> quarantineParts, IEnumerable<string> refreshParts)
    {
        ArchiveDiff.LoadComplete(connection, [.. refreshParts]);
        parts = [.. instanceParts];
        if (parts.Count > 0)
        {
            connection.Execute($"""
                insert into known
                from (
                  select {SourceOf("source_uri")} as source, source_uri, source_etag, file_index::integer, {ArchiveDiff.RefreshOfMember("source_uri")}
                  from read_parquet({ParquetFiles.List(parts)}, hive_partitioning = false)
                )
                where source is not null
                """);
        }

        List<string> quarantine = [.. quarantineParts];
        if (quarantine.Count > 0)
        {
            connection.Execute($"""
                insert into quarantined by name
                from (select *, {SourceOf("source_uri")} as source from {ParquetFiles.Read(quarantine)})
                where source is not null
                """);
        }
    }

    /// <summary>Rows of the lake by SeriesInstanceUID, those without one left out.</summary>
    internal IReadOnlyDictionary<string, long> KnownSeries()
    {
        if (parts.Count == 0)
            return new Dictionary<string, long>();
        using var result = connection.Query($"""
            select SeriesInstanceUID, count(*)
            from (
              from {ParquetFiles.Read(parts)}
              union all by name
              select null::varchar as SeriesInstanceUID where false
            )
            where SeriesInstanceUID is not null
            group by SeriesInstanceUID
            """);
        return result.Rows().ToDictionary(r => (string)r[0]!, r => (long)r[1]!, StringComparer.Ordinal);
    }

    /// <summary>The lake has nothing of these sources: whatever they list is new.</summary>
    internal bool KnowsNothing() =>
        Uris("(select uri from known limit 1) union all (select source_uri from quarantined limit 1)").Count == 0;

    /// <summary>Takes a whole listing.</summary>
    /// <returns>Objects listed more than once; each counts once, as it was modified last.</returns>
    internal long LoadListed(IEnumerable<ObjectInfo[]> objects, CancellationToken cancel)
    {
        ListingTable.Fill(connection, "listed", sources, objects, cancel);
        // Of hashes rather than names, which are long: should two collide, the exact statement finds nothing to leave out.
        if (Scalar("select count(*) - count(distinct hash(uri)) from listed", cancel) == 0)
            return 0;
        var before = Scalar("select count(*) from listed", cancel);
        connection.Execute("""
            create table once as
            from listed
            qualify row_number() over (partition by uri order by modified_ticks desc, size desc, error nulls first) = 1;
            drop table listed;
            alter table once rename to listed;
            """, cancel);
        return before - Scalar("select count(*) from listed", cancel);
    }

    /// <summary>Asks for the present state of objects of which a list says another than the lake has, or too little.</summary>
    /// <param name="isAll">Of those too that the lake does not know.</param>
    /// <param name="cancel">Ends the requests.</param>
    /// <exception cref="IOException">A source cannot be read.</exception>
    internal void LookAgain(bool isAll, CancellationToken cancel) => NamedStates.LookAgain(connection, feed, sources, isAll, cancel);

    /// <summary>Sorts the objects into new, changed, gone and unchanged.</summary>
    /// <param name="startedAt">Of the refresh: what in quarantine is due by then is tried again.</param>
    /// <param name="cancel">Ends the comparison.</param>
    internal IReadOnlyList<SourceDiff> Compare(DateTimeOffset startedAt, CancellationToken cancel)
    {
        ArchiveDiff.Gather(connection, $"""
            (next_attempt_at <= make_timestamptz({(startedAt.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond})
              or next_attempt_at is null and reason_code in ({Transient}) and attempts < {QuarantineBackOff.MaxAttempts})
            """, cancel);
        connection.Execute($"""
            create table differing as
            select l.*, k.uri as known_uri, k.source as known_source, k.uri is not null and k.etag is null as is_unfinished
            from listed l
            full join known k on k.uri = l.uri
            where l.error is not null or l.uri is null or k.uri is null or k.etag is distinct from l.etag;
            create table todo as
            with candidate as (
              from differing where uri is not null and known_uri is null
              union all
              -- Should the lake ever have an object twice, it is read once, and both rows go.
              select distinct on (uri) * from differing where uri is not null and known_uri is not null
            )
            select
              c.* exclude (known_uri, known_source, is_unfinished),
              c.known_uri is not null and c.error is null as replaces, h.uri is not null as is_retry
            from candidate c
            left join held h on h.uri = c.uri and h.etag = c.etag
            where c.error is not null or h.uri is null or h.is_due or c.is_unfinished;
            create table gone as
            select distinct known_source as source, known_uri as uri from differing where uri is null;
            create table missing as
            select distinct h.uri from held h anti join listed l on l.uri = h.uri;
            -- Nobody knows what is in a folder that could not be listed.
            create table unknown as select rtrim(uri, '/') || '/' as prefix from differing where error is not null;
            delete from gone g using unknown u where starts_with(g.uri, u.prefix);
            delete from missing m using unknown u where starts_with(m.uri, u.prefix);
            -- Read by a refresh that was killed before it came to its quarantine.
            create table settled as
            select q.source_uri as uri
            from quarantined q
            join listed l on l.uri = q.source_uri
            join known k on k.uri = l.uri and k.etag = l.etag
            anti join archive a on a.uri = l.uri;
            -- In quarantine for good, but for the row of the object's earlier state: attempts have been used up, or a refresh was killed
            -- before it came to the row. While a reading that failed may yet succeed, the row stays.
            create table outdated as
            select distinct d.known_uri as uri
            from differing d
            join held h on h.uri = d.uri and h.etag = d.etag
            anti join todo t on t.uri = d.uri
            where d.known_uri is not null and d.error is null and h.is_final;
            """, cancel);
        for (var i = 0; i < sources.Count; i++)
        {
            // What was modified before is there, and was not listed.
            if (filters[i]?.ModifiedSince is not null || sources[i].Extent is { Below: null })
                connection.Execute($"delete from gone where source = {i}; delete from missing where {SourceOf("uri")} = {i}", cancel);
            else if (sources[i].Extent is { } extent)
                KeepBeyond(extent, i, cancel);
        }

        ArchiveDiff.CountInside(connection, cancel);
        UnchangedMembers = Scalar("select coalesce(sum(more), 0)::bigint from inside", cancel);
        return Counts(cancel);
    }

    /// <summary>What is to be read, folder by folder.</summary>
    internal IEnumerable<ObjectInfo[]> Todo()
    {
        var chunk = new List<ObjectInfo>(ChunkRows);
        using var result = feed.Query("select source, key, size, modified_ticks, error, replaces, etag from todo order by source, key");
        foreach (var row in result.Rows())
        {
            chunk.Add(new ObjectInfo(
                sources[(int)row[0]!], (string)row[1]!, (long)row[2]!, new DateTime((long)row[3]!, DateTimeKind.Utc), (string?)row[4], (bool)row[5]!)
            {
                Tag = (string)row[6]! is { Length: > 0 } tag ? tag : null,
            });
            if (chunk.Count < ChunkRows)
                continue;
            yield return [.. chunk];
            chunk.Clear();
        }

        if (chunk.Count > 0)
            yield return [.. chunk];
    }

    /// <summary>URIs whose rows go although nothing is read in their place.</summary>
    internal IReadOnlyList<string> Outdated(bool keepGone) =>
        Uris(keepGone ? "select uri from outdated order by uri" : "select uri from outdated union select uri from gone order by uri");

    /// <summary>Of the parts that the lake was loaded from, those with rows that may go.</summary>
    internal IReadOnlySet<string> PartsConcerned()
    {
        using var result = connection.Query("""
            with going as (select uri from todo where replaces union all select uri from outdated union all select uri from gone)
            select distinct part from known where part is not null and uri in (from going)
            union
            select distinct part from archive_part where uri in (from going)
            """);
        return result.Rows().Select(r => parts[(int)r[0]!]).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>URIs in quarantine that have a row by now.</summary>
    internal IReadOnlyList<string> Settled() => Uris("select uri from settled order by uri");

    /// <summary>URIs in quarantine that their source no longer has.</summary>
    internal IReadOnlyList<string> MissingInQuarantine() => Uris("select uri from missing order by uri");

    public void Dispose()
    {
        feed.Dispose();
        connection.Dispose();
        database.Dispose();
    }

    /// <summary>What a listing of another part of the source, or of another day, does not have is not gone for that.</summary>
    private void KeepBeyond(ListingExtent extent, int source, CancellationToken cancel)
    {
        var isBeyond = $"not starts_with(uri, {DuckDbSql.Literal(extent.Below!)})";
        connection.Execute($"delete from gone where source = {source} and {isBeyond}; delete from missing where {SourceOf("uri")} = {source} and {isBeyond}", cancel);
        if (extent.Until is not { } until || Scalar("select count(*) from gone", cancel) + Scalar("select count(*) from missing", cancel) == 0)
            return;
        var isLater = $"source_modified_at > make_timestamptz({(until.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond})";
        string Later(string relation) => $"select {ArchiveDiff.ObjectOf("source_uri")} from {relation} where {isLater}";
        if (parts.Count > 0)
            connection.Execute($"delete from gone where source = {source} and uri in ({Later($"read_parquet({ParquetFiles.List(parts)}, hive_partitioning = false)")})", cancel);
        connection.Execute($"delete from missing where {SourceOf("uri")} = {source} and uri in ({Later("quarantined")})", cancel);
    }

    private IReadOnlyList<SourceDiff> Counts(CancellationToken cancel)
    {
        using var result = connection.Query("""
            with counted as (
              select source, 'listed' as kind, count(*) as n from listed group by all
              union all select source, 'listed', more from inside
              union all select source, 'error', 1 from differing where error is not null
              union all select source, case when replaces then 'changed' when is_retry then 'retried' else 'new' end, count(*) from todo group by all
              union all select g.source, 'gone', coalesce(a.members, 1) from gone g left join archive a on a.uri = g.uri
              union all select source, 'known', count(*) from known group by all
              union all select source, 'known', members - 1 from archive
            )
            select source, kind, sum(n)::bigint from counted group by all
            """, cancel);
        var counts = result.Rows().ToDictionary(r => ((int)r[0]!, (string)r[1]!), r => (long)r[2]!);
        long Of(int source, string kind) => counts.GetValueOrDefault((source, kind));
        return [.. Enumerable.Range(0, sources.Count).Select(i => new SourceDiff(
            sources[i].Uri, Of(i, "listed"), Of(i, "error"), Of(i, "new"), Of(i, "changed"), Of(i, "retried"), Of(i, "gone"), Of(i, "known")))];
    }

    /// <summary>
    /// The number of the source that an object of this URI, or the archive whose member it is, is compared for; null for none. Sources do not
    /// lie within one another, but for lists, which are looked at last.
    /// </summary>
    private string SourceOf(string uri)
    {
        var cases = Enumerable.Range(0, sources.Count).OrderBy(i => sources[i].Kind == SourceKind.Named).Select(i => $"when {IsOf(i, uri)} then {i}").ToList();
        return cases.Count == 0 ? "null::integer" : $"case {string.Join(' ', cases)} end";
    }

    private string IsOf(int source, string uri)
    {
        var at = sources[source].Uri;
        var isBelow = at.EndsWith('/') ? $"starts_with({uri}, {DuckDbSql.Literal(at)})"
            : $"({uri} = {DuckDbSql.Literal(at)} or starts_with({uri}, {DuckDbSql.Literal(at + "#")}))";
        return filters[source] is { } filter ? $"{isBelow} and {filter.Sql(ArchiveDiff.ObjectOf(uri))}" : isBelow;
    }

    private List<string> Uris(string sql)
    {
        using var result = connection.Query(sql);
        return [.. result.Rows().Select(r => (string)r[0]!)];
    }

    private long Scalar(string sql, CancellationToken cancel) => connection.QueryScalar<long>(sql, cancel);
}
