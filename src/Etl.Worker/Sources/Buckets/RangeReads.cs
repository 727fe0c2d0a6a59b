using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Etl.Worker.Sources.Buckets;

/// <summary>
/// Asks for ranges of a bucket's objects. The requests are made and signed here: those of the SDK take several times the processor's time and
/// memory, and there is one for each object. The SDK says where the bucket is and who asks, and takes over where it knows better.
/// </summary>
internal sealed class RangeReads
{
    private const int MostErrorBytes = 16 << 10;

    /// <summary>Answers to which the SDK knows what to do: it finds the bucket's region.</summary>
    private static readonly string[] ElsewhereCodes = ["PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException"];

    private readonly BucketClient client;
    private readonly string bucket;
    private readonly RequestPayer? payer;
    private readonly RequestSigner signer;
    private readonly Lazy<string> address;
    private volatile bool usesSdk;

    internal RangeReads(BucketClient client, string bucket, RequestPayer? payer)
    {
        this.client = client;
        this.bucket = bucket;
        this.payer = payer;
        signer = new RequestSigner(client.Region);
        address = new(() => client.S3.DetermineServiceOperationEndpoint(new GetObjectRequest { BucketName = bucket, Key = "key" }).URL.TrimEnd('/') + "/");
        // Directory buckets have sessions; names with colons are the SDK's to understand.
        usesSdk = bucket.EndsWith("--x-s3", StringComparison.Ordinal) || bucket.Contains(':', StringComparison.Ordinal);
    }

    /// <summary>What stands before the keys of the bucket.</summary>
    internal string Address => address.Value;

    /// <param name="key">The object.</param>
    /// <param name="offset">The first byte.</param>
    /// <param name="count">Bytes.</param>
    /// <param name="tag">The etag that the object must have, without quotes; null: any.</param>
    /// <param name="cancel">Ends the request.</param>
    /// <exception cref="AmazonS3Exception">The server refuses.</exception>
    /// <exception cref="HttpRequestException">The server does not answer.</exception>
    internal async Task<RangeAnswer> GetAsync(string key, long offset, int count, string? tag, CancellationToken cancel)
    {
        if (usesSdk)
            return await GetBySdkAsync(key, offset, count, tag, cancel).ConfigureAwait(false);
        try
        {
            return await GetHereAsync(key, offset, count, tag, cancel).ConfigureAwait(false);
        }
        catch (AmazonS3Exception e) when (ElsewhereCodes.Contains(e.ErrorCode) || e.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect)
        {
            var answer = await GetBySdkAsync(key, offset, count, tag, cancel).ConfigureAwait(false);
            usesSdk = true;
            return answer;
        }
    }

    private async Task<RangeAnswer> GetHereAsync(string key, long offset, int count, string? tag, CancellationToken cancel)
    {
        // As it is: keys may have segments of dots, which are names like others there.
        var uri = new Uri(address.Value + PercentPath.Encode(key), new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        request.Headers.TryAddWithoutValidation("Range", $"bytes={offset}-{offset + count - 1}");
        if (tag is not null)
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{tag}\"");
        if (payer is not null)
            request.Headers.TryAddWithoutValidation("x-amz-request-payer", payer.Value);
        if (await client.CredentialsAsync().ConfigureAwait(false) is { } who)
            signer.Sign(request, who.AccessKey, who.SecretKey, who.Token, DateTime.UtcNow);
        var response = await client.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
        try
        {
            if (!response.IsSuccessStatusCode)
                throw await RefusalAsync(response, cancel).ConfigureAwait(false);
            var headers = response.Content.Headers;
            return new RangeAnswer(
                response, await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false), headers.ContentLength ?? -1,
                headers.NonValidated.TryGetValues("Content-Range", out var range) ? range.ToString() : null,
                response.Headers.NonValidated.TryGetValues("ETag", out var found) ? TagOf(found.ToString()) : null,
                headers.LastModified?.UtcDateTime);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private async Task<RangeAnswer> GetBySdkAsync(string key, long offset, int count, string? tag, CancellationToken cancel)
    {
        var response = await client.S3.GetObjectAsync(new GetObjectRequest
        {
            BucketName = bucket,
            Key = key,
            ByteRange = new ByteRange(offset, offset + count - 1),
            EtagToMatch = tag is null ? null : $"\"{tag}\"",
            RequestPayer = payer,
        }, cancel).ConfigureAwait(false);
        return new RangeAnswer(
            response, response.ResponseStream, response.ContentLength, response.ContentRange is { Length: > 0 } range ? range : null,
            TagOf(response.ETag), response.LastModified?.ToUniversalTime());
    }

    private static string? TagOf(string? quoted) => quoted?.Trim('"') is { Length: > 0 } tag ? tag : null;

    /// <summary>The refusal as the SDK tells it. Of the body only the code is kept: the rest may quote keys.</summary>
    private static async Task<AmazonS3Exception> RefusalAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var bytes = new byte[MostErrorBytes];
        await using var body = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        var count = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel).ConfigureAwait(false);
        var code = CodeOf(System.Text.Encoding.UTF8.GetString(bytes, 0, count));
        return new AmazonS3Exception("The server refused.", ErrorType.Unknown, code, null, response.StatusCode);
    }

    private static string CodeOf(string body)
    {
        const string Start = "<Code>";
        var from = body.IndexOf(Start, StringComparison.Ordinal);
        var to = from < 0 ? -1 : body.IndexOf('<', from + Start.Length);
        return to < 0 ? "" : body[(from + Start.Length)..to];
    }
}
