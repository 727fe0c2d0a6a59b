using Etl.Worker.DuckDb;
using Etl.Worker.Sources;

namespace Etl.Worker.Crawl;

/// <summary>
/// Lists are made before they are read. Where one says of an object another state than the lake has, the list may be older than the row; where
/// it says none, nothing can be compared. Such objects are asked for, a request each, before anything is read again.
/// </summary>
internal static class NamedStates
{
    private const int InFlight = 64;
    private const int Batch = 4096;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <param name="connection">Has <c>listed</c>, <c>known</c> and <c>quarantined</c>.</param>
    /// <param name="feed">Another connection to the same database.</param>
    /// <param name="sources">As <c>listed</c> numbers them.</param>
    /// <param name="isAll">Objects without a state that the lake does not know are asked for too, instead of being read as they are.</param>
    /// <param name="cancel">Ends the requests.</param>
    internal static void LookAgain(
        DuckDbConnection connection, DuckDbConnection feed, IReadOnlyList<ISource> sources, bool isAll, CancellationToken cancel)
    {
        List<int> named = [.. Enumerable.Range(0, sources.Count).Where(i => sources[i] is IRemoteSource { Extent: not null })];
        if (named.Count == 0)
            return;
        connection.Execute($"""
            create table held_state as
            select {ArchiveDiff.ObjectOf("uri")} as uri, {ArchiveDiff.EtagOfObject("uri", "etag")} as etag from known
            union
            select {ArchiveDiff.ObjectOf("source_uri")}, {ArchiveDiff.EtagOfObject("source_uri", "source_etag")} from quarantined;
            create table now_state (uri varchar, etag varchar, size bigint, modified_ticks bigint);
            """, cancel);
        using (var doubtful = feed.Query($"""
            select source, key
            from listed l
            where source in ({string.Join(", ", named)}) and error is null
              and ({(isAll ? "l.etag = '' or" : "")} uri in (select uri from held_state))
              and (l.etag = '' or not exists (from held_state h where h.uri = l.uri and h.etag = l.etag))
            order by source, key
            """, cancel))
        {
            foreach (var batch in doubtful.Rows().Select(r => new ObjectInfo(sources[(int)r[0]!], (string)r[1]!, ObjectInfo.UnknownSize, default)).Chunk(Batch))
                Write(connection, Ask(batch, cancel));
        }

        connection.Execute("""
            update listed l set etag = n.etag, size = n.size, modified_ticks = n.modified_ticks from now_state n where n.uri = l.uri;
            drop table now_state;
            drop table held_state;
            """, cancel);
    }

    private static ObjectInfo[] Ask(ObjectInfo[] items, CancellationToken cancel)
    {
        var found = new ObjectInfo?[items.Length];
        Parallel.ForAsync(0, items.Length, new ParallelOptions { MaxDegreeOfParallelism = InFlight, CancellationToken = cancel }, async (i, stop) =>
        {
            var source = (IRemoteSource)items[i].Source;
            try
            {
                found[i] = await Retries.RunAsync(source.Traffic, c => source.LookAgainAsync(items[i], c), "A look at an object", Limit, stop).ConfigureAwait(false);
            }
            catch (RemoteException e) when (e.Failure != RemoteFailure.Source)
            {
                // What is wrong with it is found out again when it is read.
            }
        }).GetAwaiter().GetResult();
        return [.. found.OfType<ObjectInfo>()];
    }

    private static void Write(DuckDbConnection connection, ObjectInfo[] items)
    {
        var next = 0;
        using var rows = connection.OpenTableSource(
            [new("uri", DuckDbType.Varchar), new("etag", DuckDbType.Varchar), new("size", DuckDbType.BigInt), new("modified_ticks", DuckDbType.BigInt)], chunk =>
            {
                var row = 0;
                for (; row < DataChunkWriter.Capacity && next < items.Length; row++, next++)
                {
                    chunk[0].SetString(row, items[next].Uri);
                    chunk[1].SetString(row, items[next].Etag);
                    chunk[2].Set(row, items[next].Size);
                    chunk[3].Set(row, items[next].ModifiedAt.Ticks);
                }

                return row;
            });
        connection.Execute($"insert into now_state select * from {rows.Sql}");
    }
}
