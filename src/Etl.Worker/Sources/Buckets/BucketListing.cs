using System.Threading.Channels;
using Amazon.S3;
using Amazon.S3.Model;

namespace Etl.Worker.Sources.Buckets;

/// <summary>
/// Lists a bucket with several requests at a time. A page of folders (by delimiter) is cut into ranges of keys, each of which is then
/// listed without a delimiter, a thousand keys a request however many folders they lie in; where there are few folders, each is looked
/// into in turn. A key ending in a slash that has no bytes is a folder's marker and no object.
/// </summary>
/// <param name="client">Asks the server.</param>
/// <param name="source">The bucket.</param>
/// <param name="prefixes">What of it is listed: folders that do not lie in one another, or the key of one object.</param>
/// <param name="requesterPays">The requests say so.</param>
internal sealed class BucketListing(AmazonS3Client client, Bucket source, IReadOnlyList<string> prefixes, bool requesterPays)
{
    private const int Listers = 8;
    private const int RangesOfPage = 32;
    private const int ChunksAhead = 32;
    private static readonly TimeSpan PageTimeout = TimeSpan.FromMinutes(1);

    private readonly Channel<Piece> pieces = Channel.CreateUnbounded<Piece>();
    private readonly Channel<ObjectInfo[]> found = Channel.CreateBounded<ObjectInfo[]>(ChunksAhead);
    private int outstanding;

    /// <exception cref="SourceUnreachableException">A page could not be had.</exception>
    internal IEnumerable<ObjectInfo[]> List(CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var work = Task.Run(() => RunAsync(stop.Token), CancellationToken.None);
        try
        {
            while (Next(stop.Token) is { } chunk)
                yield return chunk;
        }
        finally
        {
            stop.Cancel();
            // The listers' failures have come through the channel.
            work.ContinueWith(static t => _ = t.Exception, TaskScheduler.Default).GetAwaiter().GetResult();
        }
    }

    private ObjectInfo[]? Next(CancellationToken cancel)
    {
        try
        {
            return found.Reader.ReadAsync(cancel).AsTask().GetAwaiter().GetResult();
        }
        catch (ChannelClosedException e) when (e.InnerException is null)
        {
            return null;
        }
        catch (ChannelClosedException e)
        {
            throw new SourceUnreachableException(source.Uri, source.Advise(e.InnerException!, "list"), e.InnerException);
        }
    }

    private async Task RunAsync(CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        // All are outstanding before the first is done.
        Volatile.Write(ref outstanding, prefixes.Count);
        foreach (var prefix in prefixes)
            pieces.Writer.TryWrite(new Piece(prefix, IsFolders: true, null, null, null));
        try
        {
            await Task.WhenAll(Enumerable.Range(0, Listers).Select(async _ =>
            {
                try
                {
                    await WorkAsync(stop.Token).ConfigureAwait(false);
                }
                catch
                {
                    await stop.CancelAsync().ConfigureAwait(false);
                    throw;
                }
            })).ConfigureAwait(false);
            found.Writer.Complete();
        }
        catch (Exception e)
        {
            found.Writer.Complete(e);
        }
    }

    private async Task WorkAsync(CancellationToken cancel)
    {
        await foreach (var piece in pieces.Reader.ReadAllAsync(cancel).ConfigureAwait(false))
        {
            if (piece.IsFolders)
                await FoldersAsync(piece, cancel).ConfigureAwait(false);
            else
                await RangeAsync(piece, cancel).ConfigureAwait(false);
            if (Interlocked.Decrement(ref outstanding) == 0)
                pieces.Writer.Complete();
        }
    }

    private void Add(Piece piece)
    {
        Interlocked.Increment(ref outstanding);
        pieces.Writer.TryWrite(piece);
    }

    /// <summary>Goes through the folders right below a prefix; objects right below it are found on the way.</summary>
    private async Task FoldersAsync(Piece piece, CancellationToken cancel)
    {
        string? token = null, before = null;
        do
        {
            var page = await PageAsync(piece.Base, "/", token, null, cancel).ConfigureAwait(false);
            var objects = page.S3Objects ?? [];
            await EmitAsync(IsFolder(piece.Base) ? objects : objects.Where(o => o.Key == piece.Base), cancel).ConfigureAwait(false);
            token = page.IsTruncated == true ? page.NextContinuationToken : null;
            if (IsFolder(piece.Base))
                Cut(piece.Base, page.CommonPrefixes ?? [], objects, ref before, isAll: token is null && before is null);
        }
        while (token is not null);
    }

    /// <summary>Makes ranges of a page's folders. Each begins after what stands before it, so that no key is listed twice.</summary>
    private void Cut(string parent, List<string> folders, List<S3Object> objects, ref string? before, bool isAll)
    {
        var lookInto = isAll && folders.Count < Listers && Volatile.Read(ref outstanding) < 2 * Listers;
        var size = Math.Max(1, folders.Count / RangesOfPage);
        var next = 0;
        for (var i = 0; i < folders.Count; i += size)
        {
            while (next < objects.Count && Utf8Order.Compare(objects[next].Key, folders[i]) < 0)
                before = Later(before, objects[next++].Key);
            var last = folders[Math.Min(folders.Count, i + size) - 1];
            if (lookInto)
                Add(new Piece(folders[i], IsFolders: true, null, null, null));
            else
                Add(new Piece(parent, IsFolders: false, before, folders[i], last));
            // The character after the slash: no key below the folder comes after it, and a key of that very name is no folder's.
            before = Later(before, last[..^1] + '0');
        }

        if (objects.Count > 0)
            before = Later(before, objects[^1].Key);
    }

    private static string Later(string? a, string b) => a is not null && Utf8Order.Compare(a, b) > 0 ? a : b;

    /// <summary>Lists the keys below a run of folders.</summary>
    private async Task RangeAsync(Piece piece, CancellationToken cancel)
    {
        string? token = null;
        do
        {
            var page = await PageAsync(piece.Base, null, token, token is null ? piece.After : null, cancel).ConfigureAwait(false);
            var objects = page.S3Objects ?? [];
            await EmitAsync(objects.Where(o => piece.Holds(o.Key)), cancel).ConfigureAwait(false);
            var isPast = objects.Count > 0 && Piece.FolderOf(objects[^1].Key, piece.Base) is var folder && Utf8Order.Compare(folder, piece.Last!) > 0;
            token = page.IsTruncated == true && !isPast ? page.NextContinuationToken : null;
        }
        while (token is not null);
    }

    private Task<ListObjectsV2Response> PageAsync(string prefix, string? delimiter, string? token, string? after, CancellationToken cancel)
    {
        var request = new ListObjectsV2Request
        {
            BucketName = source.Name,
            Prefix = prefix,
            Delimiter = delimiter,
            ContinuationToken = token,
            StartAfter = after,
            RequestPayer = requesterPays ? RequestPayer.Requester : null,
        };
        return Retries.RunAsync(source.Traffic, attempt =>
        {
            source.Traffic.AddListRequest();
            return client.ListObjectsV2Async(request, attempt);
        }, "A listing", PageTimeout, cancel);
    }

    private async Task EmitAsync(IEnumerable<S3Object> objects, CancellationToken cancel)
    {
        ObjectInfo[] chunk = [.. objects.Where(o => IsMeant(o)).Select(o =>
            new ObjectInfo(source, o.Key, o.Size ?? 0, (o.LastModified ?? DateTime.UnixEpoch).ToUniversalTime()) { Tag = TagOf(o) })];
        if (chunk.Length > 0)
            await found.Writer.WriteAsync(chunk, cancel).ConfigureAwait(false);
    }

    private static bool IsFolder(string prefix) => prefix.Length == 0 || prefix.EndsWith('/');

    private static bool IsMeant(S3Object o) => !(o.Size is null or 0 && o.Key.EndsWith('/'));

    private static string? TagOf(S3Object o) => o.ETag?.Trim('"') is { Length: > 0 } tag ? tag : null;

    /// <summary>A part of a listing: the folders right below a prefix, or the keys below a run of them.</summary>
    private sealed record Piece(string Base, bool IsFolders, string? After, string? First, string? Last)
    {
        internal bool Holds(string key)
        {
            var folder = FolderOf(key, Base);
            return folder.EndsWith('/') && Utf8Order.Compare(folder, First!) >= 0 && Utf8Order.Compare(folder, Last!) <= 0;
        }

        /// <summary>The folder right below the prefix that a key lies in; the key itself where it lies in none.</summary>
        internal static string FolderOf(string key, string parent)
        {
            var slash = key.IndexOf('/', parent.Length);
            return slash < 0 ? key : key[..(slash + 1)];
        }
    }
}
