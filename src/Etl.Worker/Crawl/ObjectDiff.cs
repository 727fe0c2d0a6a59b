using Etl.Worker.DuckDb;
using Etl.Worker.Lake;
using Etl.Worker.Sources;

namespace Etl.Worker.Crawl;

/// <summary>
/// Compares what the sources list with what the lake holds, by anti-joins in DuckDB: the lake is the only memory of earlier refreshes.
/// An object is the same when URI and etag are. What one in quarantine is due for, its entry says.
/// </summary>
internal sealed class ObjectDiff : IDisposable
{
    private static readonly string Transient = string.Join(", ", QuarantineReason.Transient.Select(DuckDbSql.Literal));

    private const int ChunkRows = 256;
    private readonly DuckDbDatabase database;
    private readonly DuckDbConnection connection;

    private IReadOnlyList<ISource> sources = [];

    /// <summary>Streams what is to be read, while <see cref="connection"/> answers other questions.</summary>
    private readonly DuckDbConnection feed;

    /// <param name="spillFolder">Where DuckDB may spill to; null: nowhere.</param>
    internal ObjectDiff(string? spillFolder)
    {
        database = DuckDbDatabase.Open(options: new Dictionary<string, string>
        {
            ["memory_limit"] = "512MB",
            ["temp_directory"] = spillFolder ?? "",
        });
        connection = database.Connect();
        feed = database.Connect();
        connection.Execute("""
            create table listed (source integer, uri varchar, etag varchar, key varchar, size bigint, modified_ticks bigint, error varchar);
            create table known (uri varchar, etag varchar);
            create table source (uri varchar);
            create macro is_covered(object_uri) as exists (
              from source s where case when ends_with(s.uri, '/') then starts_with(object_uri, s.uri) else object_uri = s.uri end);
            """);
        connection.Execute($"create table quarantined ({LakeSchemas.Quarantine.ToDuckDbColumns()})");
    }

    /// <summary>What the lake holds: the two columns of every part that tell objects apart.</summary>
    internal void LoadKnown(IEnumerable<string> parts, IEnumerable<string> quarantineParts)
    {
        if (List(parts) is { } files)
            connection.Execute($"insert into known select source_uri, source_etag from read_parquet({files}, hive_partitioning = false)");
        if (List(quarantineParts) is { } quarantine)
            connection.Execute($"insert into quarantined by name select * from read_parquet({quarantine}, union_by_name = true, hive_partitioning = false)");
    }

    /// <summary>Takes a whole listing.</summary>
    /// <returns>Objects listed more than once; each counts once, as it was modified last.</returns>
    internal long LoadListed(IReadOnlyList<ISource> listedSources, IEnumerable<ObjectInfo[]> objects, CancellationToken cancel)
    {
        sources = listedSources;
        foreach (var source in sources)
            connection.Execute($"insert into source values ({DuckDbSql.Literal(source.Uri)})", cancel);
        using (var rows = objects.SelectMany(chunk => chunk).GetEnumerator())
        {
            using var listing = connection.OpenTableSource(
                [
                    new("source", DuckDbType.Integer), new("uri", DuckDbType.Varchar), new("etag", DuckDbType.Varchar), new("key", DuckDbType.Varchar),
                    new("size", DuckDbType.BigInt), new("modified_ticks", DuckDbType.BigInt), new("error", DuckDbType.Varchar),
                ],
                chunk => Fill(chunk, rows, sources));
            connection.Execute($"insert into listed select * from {listing.Sql}", cancel);
        }

        var again = Scalar("select count(*) - count(distinct uri) from listed", cancel);
        if (again > 0)
        {
            connection.Execute("""
                create table once as
                from listed
                qualify row_number() over (partition by uri order by modified_ticks desc, size desc, error nulls first) = 1;
                drop table listed;
                alter table once rename to listed;
                """, cancel);
        }

        return again;
    }

    /// <summary>Sorts the objects into new, changed, gone and unchanged.</summary>
    /// <param name="startedAt">Of the refresh: what in quarantine is due by then is tried again.</param>
    /// <param name="cancel">Ends the comparison.</param>
    internal IReadOnlyList<SourceDiff> Compare(DateTimeOffset startedAt, CancellationToken cancel)
    {
        connection.Execute($"""
            create table todo as
            select l.*, k.uri is not null and l.error is null as replaces, q.source_uri is not null as is_retry
            from listed l
            left join (select distinct uri from known) k on k.uri = l.uri
            left join quarantined q on q.source_uri = l.uri and q.source_etag = l.etag
            where l.error is not null
              or not exists (from known s where s.uri = l.uri and s.etag = l.etag)
              and (q.source_uri is null
                or q.next_attempt_at <= make_timestamptz({(startedAt.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond})
                or q.next_attempt_at is null and q.reason_code in ({Transient}) and q.attempts < {QuarantineBackOff.MaxAttempts});
            create table gone as
            select distinct k.uri from known k anti join listed l on l.uri = k.uri where is_covered(k.uri);
            create table missing as
            select q.source_uri as uri from quarantined q anti join listed l on l.uri = q.source_uri where is_covered(q.source_uri);
            -- Nobody knows what is in a folder that could not be listed.
            create table unknown as select rtrim(uri, '/') || '/' as prefix from listed where error is not null;
            delete from gone g using unknown u where starts_with(g.uri, u.prefix);
            delete from missing m using unknown u where starts_with(m.uri, u.prefix);
            -- Read by a refresh that was killed before it came to its quarantine.
            create table settled as
            select q.source_uri as uri
            from quarantined q
            join listed l on l.uri = q.source_uri
            where exists (from known k where k.uri = l.uri and k.etag = l.etag);
            -- Quarantined by a refresh that was killed before it came to the row of the object's earlier state.
            create table outdated as
            select distinct k.uri
            from known k
            join listed l on l.uri = k.uri
            where l.error is null
              and not exists (from known s where s.uri = l.uri and s.etag = l.etag)
              and not exists (from todo t where t.uri = l.uri);
            """, cancel);
        using var result = connection.Query("""
            with of_source as (
              select s.uri as source, o.uri, o.kind
              from source s
              join (
                select uri, 'listed' as kind from listed
                union all select uri, 'error' from listed where error is not null
                union all select uri, 'new' from todo where not replaces and not is_retry
                union all select uri, 'changed' from todo where replaces
                union all select uri, 'retried' from todo where is_retry and not replaces
                union all select uri, 'gone' from gone
                union all select distinct uri, 'known' from known
              ) o on case when ends_with(s.uri, '/') then starts_with(o.uri, s.uri) else o.uri = s.uri end
            )
            select
              s.uri, count(*) filter (kind = 'listed'), count(*) filter (kind = 'error'), count(*) filter (kind = 'new'),
              count(*) filter (kind = 'changed'), count(*) filter (kind = 'retried'), count(*) filter (kind = 'gone'),
              count(*) filter (kind = 'known')
            from source s
            left join of_source o on o.source = s.uri
            group by s.uri
            order by s.uri
            """, cancel);
        return [.. result.Rows().Select(r => new SourceDiff(
            (string)r[0]!, (long)r[1]!, (long)r[2]!, (long)r[3]!, (long)r[4]!, (long)r[5]!, (long)r[6]!, (long)r[7]!))];
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
                Tag = (string)row[6]!,
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

    private static int Fill(DataChunkWriter chunk, IEnumerator<ObjectInfo> rows, IReadOnlyList<ISource> sources)
    {
        var row = 0;
        while (row < DataChunkWriter.Capacity && rows.MoveNext())
        {
            var item = rows.Current;
            chunk[0].Set(row, IndexOf(sources, item.Source));
            chunk[1].SetString(row, item.Uri);
            chunk[2].SetString(row, item.Etag);
            chunk[3].SetString(row, item.Key);
            chunk[4].Set(row, item.Size);
            chunk[5].Set(row, item.ModifiedAt.Ticks);
            chunk[6].SetString(row, item.Error);
            row++;
        }

        return row;
    }

    /// <summary>The few sources of a refresh are looked through faster than hashed.</summary>
    private static int IndexOf(IReadOnlyList<ISource> sources, ISource source)
    {
        for (var i = 0; i < sources.Count; i++)
        {
            if (ReferenceEquals(sources[i], source))
                return i;
        }

        throw new InvalidOperationException($"An object of {source.Uri} was listed, which is no source of this refresh.");
    }

    private List<string> Uris(string sql)
    {
        using var result = connection.Query(sql);
        return [.. result.Rows().Select(r => (string)r[0]!)];
    }

    private long Scalar(string sql, CancellationToken cancel) => connection.QueryScalar<long>(sql, cancel);

    private static string? List(IEnumerable<string> files)
    {
        var list = string.Join(", ", files.Select(DuckDbSql.Literal));
        return list.Length == 0 ? null : $"[{list}]";
    }
}
