using System.Diagnostics;
using Amazon.S3;
using Amazon.S3.Model;

namespace Etl.Worker.Sources.Buckets;

/// <summary>A bucket, or what of it lies below a prefix, on any server that speaks S3.</summary>
public sealed class Bucket : IRemoteSource
{
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(30);

    private readonly SourceOptions options;
    private readonly AmazonS3Client client;
    private BucketAddress address;

    /// <summary>Opens a bucket; nothing is asked of the server yet.</summary>
    /// <exception cref="ArgumentException">The URI names no bucket.</exception>
    /// <exception cref="IOException">The profile does not exist.</exception>
    public Bucket(SourceOptions options, Traffic traffic)
    {
        this.options = options;
        Traffic = traffic;
        address = BucketAddress.Parse(options.Uri);
        client = BucketClient.Open(options);
    }

    public SourceKind Kind => SourceKind.Bucket;

    public string Uri => address.Uri;

    public Traffic Traffic { get; }

    public string UriOf(string key) => address.UriOf(key);

    public IEnumerable<ObjectInfo[]> List(CancellationToken cancel) =>
        new BucketListing(client, this, address, options.RequesterPays).List(cancel);

    public IObjectReader OpenReader() => new RemoteReader(this);

    public void RequireReachable(CancellationToken cancel)
    {
        try
        {
            _ = FirstPageAsync(1, cancel).GetAwaiter().GetResult();
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
            var first = FirstPageAsync(16, cancel).GetAwaiter().GetResult();
            if (address.Prefix.Length > 0 && !address.Prefix.EndsWith('/') && first.FirstOrDefault()?.Key != address.Prefix)
            {
                address = address with { Prefix = address.Prefix + "/" };
                first = FirstPageAsync(16, cancel).GetAwaiter().GetResult();
            }

            verb = "get";
            RequireReadableAsync(first, cancel).GetAwaiter().GetResult();
            return first.Count > 0;
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            throw new SourceUnreachableException(Uri, BucketAdvice.Of(e, options, address, verb), e);
        }
    }

    public async Task ReadAsync(ObjectInfo item, long offset, Memory<byte> target, CancellationToken cancel)
    {
        using var limit = new RequestLimit(cancel);
        var startedAt = Stopwatch.GetTimestamp();
        Traffic.AddRead();
        try
        {
            var request = new GetObjectRequest
            {
                BucketName = address.Bucket,
                Key = item.Key,
                ByteRange = new ByteRange(offset, offset + target.Length - 1),
                EtagToMatch = item.Tag is { } tag ? $"\"{tag}\"" : null,
                RequestPayer = Payer,
            };
            using var response = await client.GetObjectAsync(request, limit.Token).ConfigureAwait(false);
            limit.ExpectBody(target.Length);
            if (item.Tag is { } wanted && response.ETag is { } found && found.Trim('"') != wanted)
                throw new RemoteException(RemoteFailure.Changed, "The object is another one by now.");
            if (offset > 0 && response.ContentRange is null or "")
                throw new RemoteException(RemoteFailure.Lasting, "The server does not heed ranges.");
            await FillAsync(response.ResponseStream, target, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new RemoteException(RemoteFailure.Busy, "A read took too long.", e);
        }
        catch (Exception e) when (e is not (RemoteException or OperationCanceledException))
        {
            throw BucketFailure.Of(e, "A read");
        }

        Traffic.Latency.Add(Stopwatch.GetElapsedTime(startedAt));
    }

    public async Task<ObjectInfo?> LookAgainAsync(ObjectInfo item, CancellationToken cancel)
    {
        using var limit = new RequestLimit(cancel);
        Traffic.AddOtherRequest();
        try
        {
            var request = new GetObjectMetadataRequest { BucketName = address.Bucket, Key = item.Key, RequestPayer = Payer };
            var now = await client.GetObjectMetadataAsync(request, limit.Token).ConfigureAwait(false);
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

    private async Task<List<S3Object>> FirstPageAsync(int keys, CancellationToken cancel)
    {
        return await Retries.RunAsync<List<S3Object>>(Traffic, async token =>
        {
            Traffic.AddListRequest();
            var page = await client.ListObjectsV2Async(new ListObjectsV2Request
            {
                BucketName = address.Bucket,
                Prefix = address.Prefix,
                MaxKeys = keys,
                RequestPayer = Payer,
            }, token).ConfigureAwait(false);
            return page.S3Objects ?? [];
        }, "A listing", ProbeTimeout, cancel).ConfigureAwait(false);
    }

    /// <summary>One of the first objects must be readable: a bucket that may be listed and not read would end up in quarantine as a whole.</summary>
    private async Task RequireReadableAsync(List<S3Object> first, CancellationToken cancel)
    {
        RemoteException? denied = null;
        foreach (var found in first.Where(o => o.Size > 0))
        {
            try
            {
                var item = new ObjectInfo(this, found.Key, found.Size!.Value, default);
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
