using System.Diagnostics;
using Amazon.S3;
using Amazon.S3.Model;

namespace Etl.Worker.Sources.Buckets;

/// <summary>A bucket, or what of it lies below a prefix, on any server that speaks S3.</summary>
public sealed class Bucket : IRemoteSource
{
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CopyTimeout = TimeSpan.FromHours(2);

    private readonly SourceOptions options;
    private readonly BucketClient client;
    private readonly RangeReads reads;
    private BucketAddress address;

    /// <summary>Opens a bucket; nothing is asked of the server yet.</summary>
    /// <exception cref="ArgumentException">The URI names no bucket.</exception>
    /// <exception cref="IOException">The profile does not exist.</exception>
    public Bucket(SourceOptions options, Traffic traffic)
    {
        this.options = options;
        Traffic = traffic;
        address = BucketAddress.Parse(options.Uri);
        client = new BucketClient(options);
        reads = new RangeReads(client, address.Bucket, Payer);
    }

    public SourceKind Kind => SourceKind.Bucket;

    public string Uri => address.Uri;

    public Traffic Traffic { get; }

    /// <summary>Its name, without what is meant of it.</summary>
    internal string Name => address.Bucket;

    public string UriOf(string key) => address.UriOf(key);

    public IEnumerable<ObjectInfo[]> List(CancellationToken cancel) =>
        List([address.Prefix], cancel);

    /// <summary>Every object below these folders, which do not lie in one another.</summary>
    internal IEnumerable<ObjectInfo[]> List(IReadOnlyList<string> folders, CancellationToken cancel) =>
        new BucketListing(client.S3, this, folders, options.RequesterPays).List(cancel);

    public IObjectReader OpenReader() => new RemoteReader(this);

    public void RequireReachable(CancellationToken cancel)
    {
        try
        {
            _ = FirstPageAsync(address.Prefix, 1, cancel).GetAwaiter().GetResult();
        }
        catch (Exception e) when (!cancel.IsCancellationRequested && e is not SourceUnreachableException)
        {
            throw new SourceUnreachableException(Uri, BucketAdvice.Of(e, options, address, "list"), e);
        }
    }

    /// <summary>As <see cref="RequireReachable"/>, and that objects may be read; settles whether the address is a folder or an object.</summary>
    /// <returns>False where there is nothing in it.</returns>
    /// <exception cref="SourceUnreachableException">The message says what is wrong.</exception>
    public bool Open(CancellationToken cancel)
    {
        var verb = "list";
        try
        {
            var first = FirstPageAsync(address.Prefix, 16, cancel).GetAwaiter().GetResult();
            if (address.Prefix.Length > 0 && !address.Prefix.EndsWith('/') && first.FirstOrDefault()?.Key != address.Prefix)
            {
                address = address with { Prefix = address.Prefix + "/" };
                first = FirstPageAsync(address.Prefix, 16, cancel).GetAwaiter().GetResult();
            }

            verb = "get";
            RequireReadableAsync(first.Where(o => o.Size > 0).Select(o => o.Key), cancel).GetAwaiter().GetResult();
            return first.Count > 0;
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            throw new SourceUnreachableException(Uri, BucketAdvice.Of(e, options, address, verb), e);
        }
    }

    public Task ReadAsync(ObjectInfo item, long offset, Memory<byte> target, CancellationToken cancel) =>
        ReadAsync(item, offset, target, isUnknown: false, cancel);

    public Task<(ObjectInfo Now, int Count)> ReadFirstAsync(ObjectInfo item, Memory<byte> target, CancellationToken cancel) =>
        ReadAsync(item, 0, target, isUnknown: true, cancel);

    private async Task<(ObjectInfo Now, int Count)> ReadAsync(
        ObjectInfo item, long offset, Memory<byte> target, bool isUnknown, CancellationToken cancel)
    {
        using var limit = new RequestLimit(cancel);
        var startedAt = Stopwatch.GetTimestamp();
        Traffic.AddRead();
        try
        {
            using var answer = await reads.GetAsync(item.Key, offset, target.Length, item.Tag, limit.Token).ConfigureAwait(false);
            limit.ExpectBody(target.Length);
            var now = item;
            if (isUnknown)
            {
                now = StateOf(item, answer);
                target = target[..(int)Math.Min(target.Length, now.Size)];
            }

            if (item.Tag is { } wanted && answer.Tag is { } found && found != wanted)
                throw new RemoteException(RemoteFailure.Changed, "The object is another one by now.");
            if (offset > 0 && answer.Range is null)
                throw new RemoteException(RemoteFailure.Lasting, "The server does not heed ranges.");
            await FillAsync(answer.Body, target, limit.Token).ConfigureAwait(false);
            Traffic.Latency.Add(Stopwatch.GetElapsedTime(startedAt));
            return (now, target.Length);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new RemoteException(RemoteFailure.Busy, "A read took too long.", e);
        }
        catch (Exception e) when (e is not (RemoteException or OperationCanceledException))
        {
            throw BucketFailure.Of(e, "A read");
        }
    }

    /// <summary>What the answer to a read of an object's beginning tells of the object.</summary>
    private static ObjectInfo StateOf(ObjectInfo item, RangeAnswer answer) => item with
    {
        Size = answer.Size,
        ModifiedAt = answer.ModifiedAt ?? DateTime.UnixEpoch,
        Tag = answer.Tag ?? item.Tag,
    };

    public async Task<ObjectInfo?> LookAgainAsync(ObjectInfo item, CancellationToken cancel)
    {
        using var limit = new RequestLimit(cancel);
        Traffic.AddOtherRequest();
        try
        {
            var request = new GetObjectMetadataRequest { BucketName = address.Bucket, Key = item.Key, RequestPayer = Payer };
            var now = await client.S3.GetObjectMetadataAsync(request, limit.Token).ConfigureAwait(false);
            return item with
            {
                Size = now.ContentLength,
                ModifiedAt = (now.LastModified ?? item.ModifiedAt).ToUniversalTime(),
                Tag = now.ETag?.Trim('"'),
            };
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new RemoteException(RemoteFailure.Busy, "A look at an object took too long.", e);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var failure = BucketFailure.Of(e, "A look at an object");
            return failure.Failure == RemoteFailure.Gone ? null : throw failure;
        }
    }

    /// <summary>Copies an object into a file, as a whole.</summary>
    /// <exception cref="SourceUnreachableException">It cannot be had.</exception>
    internal void Copy(string key, string path, CancellationToken cancel)
    {
        try
        {
            Retries.RunAsync<object?>(Traffic, async token =>
            {
                await CopyAsync(key, path, token).ConfigureAwait(false);
                return null;
            }, "A read", CopyTimeout, cancel).GetAwaiter().GetResult();
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            var isGone = e is RemoteException { Failure: RemoteFailure.Gone };
            throw new SourceUnreachableException(UriOf(key), isGone ? "There is no such object." : Advise(e, "get"), e);
        }
    }

    /// <summary>Keys of the first objects below a folder that have bytes.</summary>
    /// <exception cref="SourceUnreachableException">It cannot be listed.</exception>
    internal IReadOnlyList<string> FirstKeys(string folder, int most, CancellationToken cancel)
    {
        try
        {
            return [.. FirstPageAsync(folder, most, cancel).GetAwaiter().GetResult().Where(o => o.Size > 0).Select(o => o.Key)];
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            throw new SourceUnreachableException(Uri, Advise(e, "list"), e);
        }
    }

    /// <summary>That one of these objects can be read, if any of them is there.</summary>
    /// <exception cref="SourceUnreachableException">None of them may be read.</exception>
    internal void RequireReadable(IEnumerable<string> keys, CancellationToken cancel)
    {
        try
        {
            RequireReadableAsync(keys, cancel).GetAwaiter().GetResult();
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            throw new SourceUnreachableException(Uri, Advise(e, "get"), e);
        }
    }

    public void Dispose() => client.Dispose();

    /// <summary>What a failure means, in words that a person can act on.</summary>
    /// <param name="verb"><c>list</c> or <c>get</c>.</param>
    internal string Advise(Exception failure, string verb) => BucketAdvice.Of(failure, options, address, verb);

    private RequestPayer? Payer => options.RequesterPays ? RequestPayer.Requester : null;

    private async Task FillAsync(Stream body, Memory<byte> target, CancellationToken cancel)
    {
        for (var done = 0; done < target.Length;)
        {
            var count = await body.ReadAsync(target[done..], cancel).ConfigureAwait(false);
            if (count == 0)
                throw new RemoteException(RemoteFailure.Passing, "A read failed: the body ended early.");
            Traffic.AddBytes(count);
            done += count;
        }
    }

    private async Task CopyAsync(string key, string path, CancellationToken cancel)
    {
        using var limit = new RequestLimit(cancel);
        Traffic.AddOtherRequest();
        var request = new GetObjectRequest { BucketName = address.Bucket, Key = key, RequestPayer = Payer };
        using var response = await client.S3.GetObjectAsync(request, limit.Token).ConfigureAwait(false);
        limit.ExpectBody(response.ContentLength);
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
        await response.ResponseStream.CopyToAsync(file, limit.Token).ConfigureAwait(false);
        if (file.Length != response.ContentLength)
            throw new RemoteException(RemoteFailure.Passing, "A read failed: the body ended early.");
    }

    private async Task<List<S3Object>> FirstPageAsync(string prefix, int keys, CancellationToken cancel)
    {
        return await Retries.RunAsync<List<S3Object>>(Traffic, async token =>
        {
            Traffic.AddListRequest();
            var page = await client.S3.ListObjectsV2Async(new ListObjectsV2Request
            {
                BucketName = address.Bucket,
                Prefix = prefix,
                MaxKeys = keys,
                RequestPayer = Payer,
            }, token).ConfigureAwait(false);
            return page.S3Objects ?? [];
        }, "A listing", ProbeTimeout, cancel).ConfigureAwait(false);
    }

    /// <summary>One of the first objects must be readable: a bucket that may be listed and not read would end up in quarantine as a whole.</summary>
    private async Task RequireReadableAsync(IEnumerable<string> keys, CancellationToken cancel)
    {
        RemoteException? denied = null;
        foreach (var key in keys)
        {
            try
            {
                var item = new ObjectInfo(this, key, 1, default);
                await Retries.RunAsync<object?>(Traffic, async token =>
                {
                    await ReadAsync(item, 0, new byte[1], token).ConfigureAwait(false);
                    return null;
                }, "A read", ProbeTimeout, cancel).ConfigureAwait(false);
                return;
            }
            catch (RemoteException e) when (e.Failure is RemoteFailure.Denied)
            {
                denied = e;
            }
            catch (RemoteException e) when (e.Failure is RemoteFailure.Gone)
            {
                // Of a list that is older. Another one may tell.
            }
            catch (RemoteException e) when (e.Failure is not RemoteFailure.Source)
            {
                // What is wrong with one object is found out again when it is read.
                return;
            }
        }

        if (denied is not null)
            throw denied;
    }
}
