using Etl.Worker.DuckDb;
using Etl.Worker.Sources;

namespace Etl.Worker.Crawl;

/// <summary>A listing as a table of DuckDB, filled as objects are listed.</summary>
internal static class ListingTable
{
    /// <summary><c>source</c> is the number of the source in its list.</summary>
    internal const string Columns = "source integer, uri varchar, etag varchar, key varchar, size bigint, modified_ticks bigint, error varchar";

    private static readonly DuckDbColumn[] Types =
    [
        new("source", DuckDbType.Integer), new("uri", DuckDbType.Varchar), new("etag", DuckDbType.Varchar), new("key", DuckDbType.Varchar),
        new("size", DuckDbType.BigInt), new("modified_ticks", DuckDbType.BigInt), new("error", DuckDbType.Varchar),
    ];

    internal static void Fill(
        DuckDbConnection connection, string table, IReadOnlyList<ISource> sources, IEnumerable<ObjectInfo[]> objects, CancellationToken cancel)
    {
        using var rows = objects.SelectMany(chunk => chunk).GetEnumerator();
        using var listing = connection.OpenTableSource(Types, chunk => Fill(chunk, rows, sources));
        connection.Execute($"insert into {table} select * from {listing.Sql}", cancel);
    }

    private static int Fill(DataChunkWriter chunk, IEnumerator<ObjectInfo> rows, IReadOnlyList<ISource> sources)
    {
        var (source, uri, etag, key, size, modified, error) = (chunk[0], chunk[1], chunk[2], chunk[3], chunk[4], chunk[5], chunk[6]);
        var row = 0;
        while (row < DataChunkWriter.Capacity && rows.MoveNext())
        {
            var item = rows.Current;
            source.Set(row, IndexOf(sources, item.Source));
            uri.SetString(row, item.Uri);
            etag.SetString(row, item.Etag);
            key.SetString(row, item.Key);
            size.Set(row, item.Size);
            modified.Set(row, item.ModifiedAt.Ticks);
            error.SetString(row, item.Error);
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
}
