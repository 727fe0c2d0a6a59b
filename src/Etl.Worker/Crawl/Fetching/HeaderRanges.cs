using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Parts;
using Etl.Worker.Sources;

namespace Etl.Worker.Crawl.Fetching;

/// <summary>
/// How much to read of an object first: learned from the headers read before, of its folder, else of the folders beside it, else of
/// the whole source. Not thread-safe: the fetch stage's lock guards it.
/// </summary>
internal sealed class HeaderRanges
{
    /// <summary>Larger first requests are not made: what is that large is mostly skipped.</summary>
    internal const int Most = 256 << 10;

    /// <summary>The first read where nothing is known at all; an object that is no larger is read whole, unless its folder knows better.</summary>
    internal const int Unknown = 32 << 10;

    /// <summary>Bytes after the header that tell that it has ended: the element of the pixel data.</summary>
    private const int EndMark = 12;

    /// <summary>A second request weighs at least as much as so many bytes too many in the first.</summary>
    private const int BytesOfRequest = 128 << 10;

    /// <summary>The least to read: where the folder's headers are alike, where they are not, and where the folder is not known.</summary>
    private const int LeastKnown = 4 << 10, LeastMixed = 16 << 10, LeastUnknown = 24 << 10;

    private const int MaxPlaces = 20_000;
    private const int RowsOfFolder = 4;
    private const int PartsLookedAt = 32;

    private readonly Dictionary<string, HeaderPlace> places = new(StringComparer.Ordinal);
    private readonly HeaderSamples all = new(256, BytesOfRequest);

    internal HeaderPlace FolderOf(string uri)
    {
        var name = Above(uri);
        return places.TryGetValue(name, out var folder) ? folder : Add(name, Place(Above(name.TrimEnd('/'))), 16);
    }

    /// <summary>Bytes of the first request.</summary>
    /// <param name="folder">The object's folder.</param>
    /// <param name="size">Its size; negative where it is not known.</param>
    internal int First(HeaderPlace folder, long size)
    {
        if (size < 0)
            size = long.MaxValue / 4;
        var (range, least) = Pick(folder, size, 0);
        var bounded = Math.Min(Math.Max(range, least), Most);
        return (int)(size <= Unknown && (least != LeastKnown || bounded > size / 2) ? size : Rounded(bounded, least, size));
    }

    /// <summary>Bytes from the object's beginning that the next request goes up to, when so many were too few.</summary>
    internal long Next(HeaderPlace folder, long known, int needed, long size)
    {
        var (range, least) = Pick(folder, size, known);
        // No further than twice as far, whatever larger headers there were.
        var bounded = Math.Min(range, Math.Max(2 * known, known + LeastUnknown));
        return Rounded(Math.Max(bounded, known + Math.Max(needed, least)), least, size);
    }

    /// <param name="folder">The object's folder.</param>
    /// <param name="header">Bytes of its header.</param>
    /// <param name="size">Its size.</param>
    internal void Learn(HeaderPlace folder, long header, long size)
    {
        var need = (int)Math.Min(Math.Min(header + EndMark, size), Most);
        for (var place = folder; place is not null; place = place.Parent)
            place.Samples.Add(need, size);
        all.Add(need, size);
    }

    /// <summary>Learns from the rows that the lake has: a few headers each of the latest folders of the remote sources.</summary>
    internal void Learn(IEnumerable<string> parts, SourceSet sources)
    {
        var remote = sources.All.OfType<IRemoteSource>().Select(s => $"starts_with(source_uri, {DuckDbSql.Literal(s.Uri)})").ToList();
        var files = parts.TakeLast(PartsLookedAt).ToList();
        if (remote.Count == 0 || files.Count == 0)
            return;
        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        using var result = connection.Query($"""
            with row_of_folder as (
              select
                source_uri, header_bytes, source_size, refresh_id,
                row_number() over (partition by regexp_replace(source_uri, '[^/]*$', '') order by refresh_id desc, source_uri) as n
              from read_parquet({ParquetFiles.List(files)}, hive_partitioning = false)
              where {string.Join(" or ", remote)}
            )
            select source_uri, header_bytes, source_size
            from row_of_folder
            where n <= {RowsOfFolder}
            order by refresh_id desc, n, source_uri
            limit {RowsOfFolder * MaxPlaces / 4}
            """);
        // The latest come last: they are what is remembered.
        foreach (var row in result.Rows().Select(r => ((string)r[0]!, (long)r[1]!, (long)r[2]!)).Reverse())
            Learn(FolderOf(row.Item1), row.Item2, row.Item3);
    }

    private (long Range, int Least) Pick(HeaderPlace folder, long size, long known)
    {
        if (folder.Samples.Best(size, known) is { } own)
            return (own, folder.Samples.IsAlike(size) ? LeastKnown : LeastMixed);
        return (folder.Parent!.Samples.Best(size, known) ?? all.Best(size, known) ?? Math.Max(Unknown, known * 2), LeastUnknown);
    }

    private HeaderPlace Place(string name) => places.TryGetValue(name + "*", out var place) ? place : Add(name, null, 32);

    private HeaderPlace Add(string name, HeaderPlace? parent, int capacity)
    {
        if (places.Count >= MaxPlaces)
            Forget();
        // A folder that has both objects and folders is two places under two names.
        var place = new HeaderPlace(name, parent, capacity, BytesOfRequest);
        places.Add(parent is null ? name + "*" : name, place);
        return place;
    }

    private static string Above(string uri) => uri[..(uri.LastIndexOf('/') + 1)];

    /// <summary>A last crumb is not left behind.</summary>
    private static long Rounded(long range, int least, long size) => size - range < least / 2 ? size : range;

    /// <summary>Places whose objects are all dealt with are needed no more, as a rule.</summary>
    private void Forget()
    {
        foreach (var idle in places.Where(p => p.Value.Busy == 0).Select(p => p.Key).ToList())
            places.Remove(idle);
    }
}
