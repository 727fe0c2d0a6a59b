using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Etl.Worker.Sources.Buckets;

/// <summary>Signs requests without a body for S3 (AWS Signature Version 4, in the <c>Authorization</c> header).</summary>
/// <param name="region">That the signature is for.</param>
internal sealed class RequestSigner(string region)
{
    private const string EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private Key? latest;

    /// <summary>Adds what a server needs to tell who asks. The range and headers that begin with <c>x-amz-</c> are signed: they must be there by now.</summary>
    /// <param name="request">Has its method, its URI in the form that is sent, and no query.</param>
    /// <param name="accessKey">The access key's id.</param>
    /// <param name="secretKey">Its secret.</param>
    /// <param name="token">Of a session; null or empty where the key is a lasting one.</param>
    /// <param name="now">UTC.</param>
    internal void Sign(HttpRequestMessage request, string accessKey, string secretKey, string? token, DateTime now)
    {
        var time = now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var day = time[..8];
        request.Headers.TryAddWithoutValidation("x-amz-content-sha256", EmptyHash);
        request.Headers.TryAddWithoutValidation("x-amz-date", time);
        if (token is { Length: > 0 })
            request.Headers.TryAddWithoutValidation("x-amz-security-token", token);
        var uri = request.RequestUri!;
        var names = new StringBuilder("host");
        var canonical = new StringBuilder(512).Append(request.Method.Method).Append('\n').Append(uri.AbsolutePath).Append("\n\nhost:").Append(uri.Authority).Append('\n');
        foreach (var (name, value) in Signed(request).OrderBy(h => h.Name, StringComparer.Ordinal))
        {
            names.Append(';').Append(name);
            canonical.Append(name).Append(':').Append(value).Append('\n');
        }

        canonical.Append('\n').Append(names).Append('\n').Append(EmptyHash);
        var scope = $"{day}/{region}/s3/aws4_request";
        var text = $"AWS4-HMAC-SHA256\n{time}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString())))}";
        var signature = Hex(HMACSHA256.HashData(KeyOf(day, secretKey), Encoding.UTF8.GetBytes(text)));
        request.Headers.TryAddWithoutValidation(
            "Authorization", $"AWS4-HMAC-SHA256 Credential={accessKey}/{scope}, SignedHeaders={names}, Signature={signature}");
    }

    private static IEnumerable<(string Name, string Value)> Signed(HttpRequestMessage request)
    {
        foreach (var (name, values) in request.Headers.NonValidated)
        {
            if (name == "Range")
                yield return ("range", values.ToString());
            else if (name.StartsWith("x-amz-", StringComparison.Ordinal))
                yield return (name, values.ToString());
        }
    }

    private byte[] KeyOf(string day, string secretKey)
    {
        if (latest is { } known && known.Day == day && known.Secret == secretKey)
            return known.Bytes;
        var key = Encoding.UTF8.GetBytes("AWS4" + secretKey);
        foreach (var part in (ReadOnlySpan<string>)[day, region, "s3", "aws4_request"])
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        latest = new Key(day, secretKey, key);
        return key;
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    /// <summary>Not a record: nothing of it may ever be printed.</summary>
    private sealed class Key(string day, string secret, byte[] bytes)
    {
        internal string Day { get; } = day;

        internal string Secret { get; } = secret;

        internal byte[] Bytes { get; } = bytes;
    }
}
