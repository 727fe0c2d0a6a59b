using Etl.Worker.DuckDb;
using Etl.Worker.Sources;

namespace Etl.Worker.Crawl;

/// <summary>
/// Compares what the sources list with what the lake holds, by anti-joins in DuckDB: the lake is the only memory of earlier refreshes.
/// An object is the same when URI and etag are.
/// </summary>
internal sealed class ObjectDiff : IDisposable
{
    private static readonly string Transient = string.Join(", ", QuarantineReason.Transient.Select(DuckDbSql.Literal));

    private const int MaxAttempts = 10;
    private const int ChunkRows = 256;
    private readonly DuckDbDatabase database;
    private readonly DuckDbConnection connection;

    internal ObjectDiff(string workFolder)
    {
        database = DuckDbDatabase.Open(options: new Dictionary<string, string> { ["memory_limit"] = "512MB", ["temp_directory"] = workFolder });
        connection = database.Connect();
        connection.Execute("""
            create table listed (uri varchar, etag varchar, path varchar, size bigint, modified_ticks bigint, error varchar);
            create table known (uri varchar, etag varchar, part varchar);
            create table quarantined (uri varchar, etag varchar, reason_code varchar, attempts integer);
            create table source (uri varchar);
            create macro is_covered(object_uri) as exists (
              from source s where case when ends_with(s.uri, '/') then starts_with(object_uri, s.uri) else object_uri = s.uri end);
            """);
    }

    /// <summary>What the lake holds: the two columns of every part that tell objects apart.</summary>
    internal void LoadKnown(IEnumerable<string> parts, IEnumerable<string> quarantineParts)
    {
        if (List(parts) is { } files)
        {
            connection.Execute(
                $"insert into known select source_uri, source_etag, filename from read_parquet({files}, filename = true, hive_partitioning = false)");
        }

        if (List(quarantineParts) is { } quarantine)
        {
            connection.Execute(
                $"insert into quarantined select source_uri, source_etag, reason_code, attempts from read_parquet({quarantine}, hive_partitioning = false)");
        }
    }

    /// <summary>Takes a whole listing. A source's URI ends with a slash where it is a folder.</summary>
    internal void LoadListed(IEnumerable<string> sourceUris, IEnumerable<ObjectInfo[]> objects, CancellationToken cancel)
    {
        foreach (var uri in sourceUris)
            connection.Execute($"insert into source values ({DuckDbSql.Literal(uri)})", cancel);
        using var rows = objects.SelectMany(chunk => chunk).GetEnumerator();
        using var source = connection.OpenTableSource(
            [
                new("uri", DuckDbType.Varchar), new("etag", DuckDbType.Varchar), new("path", DuckDbType.Varchar),
                new("size", DuckDbType.BigInt), new("modified_ticks", DuckDbType.BigInt), new("error", DuckDbType.Varchar),
            ],
            chunk => Fill(chunk, rows));
        connection.Execute($"insert into listed select * from {source.Sql}", cancel);
    }

    /// <summary>Sorts the objects into new, changed, gone and unchanged.</summary>
    internal DiffCounts Compare()
    {
        connection.Execute($"""
            create table todo as
            select l.*, k.uri is not null as is_changed
            from listed l
            left join (select distinct uri from known) k on k.uri = l.uri
            where not exists (from known s where s.uri = l.uri and s.etag = l.etag)
              and not exists (
                from quarantined q
                where q.uri = l.uri and q.etag = l.etag and (q.reason_code not in ({Transient}) or q.attempts >= {MaxAttempts}));
            create table gone as
            select distinct k.uri
            from known k
            where is_covered(k.uri)
              and not exists (from listed l where l.uri = k.uri or l.error is not null and starts_with(k.uri, rtrim(l.uri, '/') || '/'));
            """);
        return new DiffCounts(
            Scalar("select count(*) from listed"),
            Scalar("select count(*) from todo where not is_changed"),
            Scalar("select count(*) from todo where is_changed"),
            Scalar("select count(*) from gone"),
            Scalar("select count(distinct k.uri) from known k where is_covered(k.uri)"));
    }

    /// <summary>New and changed objects, folder by folder.</summary>
    internal IEnumerable<ObjectInfo[]> Todo()
    {
        var chunk = new List<ObjectInfo>(ChunkRows);
        using var result = connection.Query("select path, size, modified_ticks, error from todo order by path");
        foreach (var row in result.Rows())
        {
            chunk.Add(new ObjectInfo((string)row[0]!, (long)row[1]!, new DateTime((long)row[2]!, DateTimeKind.Utc), (string?)row[3]));
            if (chunk.Count < ChunkRows)
                continue;
            yield return [.. chunk];
            chunk.Clear();
        }

        if (chunk.Count > 0)
            yield return [.. chunk];
    }

    /// <summary>URIs whose rows in the lake are out of date: of changed objects, and of gone ones unless they are kept.</summary>
    internal IReadOnlyList<string> Outdated(bool keepGone)
    {
        using var result = connection.Query(
            "select uri from todo where is_changed" + (keepGone ? "" : " union select uri from gone") + " order by uri");
        return [.. result.Rows().Select(r => (string)r[0]!)];
    }

    public void Dispose()
    {
        connection.Dispose();
        database.Dispose();
    }

    private static int Fill(DataChunkWriter chunk, IEnumerator<ObjectInfo> rows)
    {
        var row = 0;
        while (row < DataChunkWriter.Capacity && rows.MoveNext())
        {
            var item = rows.Current;
            chunk[0].SetString(row, FileUri.FromPath(item.Path));
            chunk[1].SetString(row, item.Etag);
            chunk[2].SetString(row, item.Path);
            chunk[3].Set(row, item.Size);
            chunk[4].Set(row, item.ModifiedAt.Ticks);
            chunk[5].SetString(row, item.Error);
            row++;
        }

        return row;
    }

    private long Scalar(string sql) => connection.QueryScalar<long>(sql);

    private static string? List(IEnumerable<string> files)
    {
        var list = string.Join(", ", files.Select(DuckDbSql.Literal));
        return list.Length == 0 ? null : $"[{list}]";
    }
}

/// <param name="Listed">Objects at the sources.</param>
/// <param name="New">Not known by the lake.</param>
/// <param name="Changed">Known with another etag.</param>
/// <param name="Gone">Known and no longer listed.</param>
/// <param name="Known">All that the lake knows of the sources.</param>
internal readonly record struct DiffCounts(long Listed, long New, long Changed, long Gone, long Known)
{
    internal long Unchanged => Listed - New - Changed;
}
