using System.Net.Sockets;
using Amazon.Runtime;

namespace Etl.Worker.Sources.Buckets;

/// <summary>What is wrong with a bucket, in words that a person can act on.</summary>
internal static class BucketAdvice
{
    /// <param name="failure">What a request threw.</param>
    /// <param name="options">How the source is reached.</param>
    /// <param name="address">The bucket.</param>
    /// <param name="verb">What was tried: <c>list</c> or <c>get</c>.</param>
    internal static string Of(Exception failure, SourceOptions options, BucketAddress address, string verb)
    {
        var cause = failure is RemoteException { InnerException: { } inner } ? inner : failure;
        var server = BucketClient.Endpoint(options) ?? "AWS S3";
        var who = options.Anonymous ? "without credentials (--anonymous)" : options.Profile is { } profile ? $"by profile '{profile}'" : "by these credentials";
        if (cause is AmazonServiceException { ErrorCode.Length: > 0 } service)
        {
            var code = BucketFailure.Code(service);
            return service.ErrorCode switch
            {
                "NoSuchBucket" => $"The bucket '{address.Bucket}' does not exist at {server}. Check its name, and --endpoint.",
                "InvalidAccessKeyId" =>
                    $"{server} does not know the access key id. Check AWS_ACCESS_KEY_ID or the profile, or use --anonymous for a public bucket.",
                "SignatureDoesNotMatch" =>
                    $"{server} refuses the signature: the secret key does not fit the access key id, or --region is wrong. Check AWS_SECRET_ACCESS_KEY or the profile.",
                "ExpiredToken" or "InvalidToken" or "TokenRefreshRequired" => $"The session's credentials have expired or are not valid at {server}. Sign in anew.",
                "RequestTimeTooSkewed" => $"The clock of this machine and that of {server} differ by more than 15 minutes. Set the clock.",
                "AuthorizationHeaderMalformed" or "PermanentRedirect" or "IllegalLocationConstraintException" =>
                    $"The bucket '{address.Bucket}' is in another region than '{options.Region ?? "the one configured"}' ({code}). Give its region with --region.",
                "AccessDenied" or "Forbidden" or "AllAccessDisabled" or "Unauthorized" => Denied(address, verb, who, code),
                _ when (int)service.StatusCode is 401 or 403 => Denied(address, verb, who, code),
                _ when (int)service.StatusCode is 301 or 307 => $"The bucket '{address.Bucket}' is in another region ({code}). Give its region with --region.",
                _ when (int)service.StatusCode >= 500 || (int)service.StatusCode == 429 => $"{server} answers {code}: it is out of order or has too much to do. Try again later.",
                _ => $"{server} answers {code} when asked to {verb} s3://{address.Bucket}. If that is no S3 server, give another --endpoint.",
            };
        }

        if (BucketFailure.FindTls(cause) is not null)
            return $"No TLS connection with {server}: its certificate is not trusted, or it speaks plain http. Check the endpoint's scheme and the certificates of this machine.";
        return BucketFailure.FindSocket(cause)?.SocketErrorCode switch
        {
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => $"The name of {server} is not known (DNS). Check --endpoint and --region, and the network.",
            SocketError.ConnectionRefused => $"Nothing answers at {server}: the connection was refused. Check the endpoint's port, and that the server runs.",
            { } other => $"{server} cannot be reached ({other}). Check the network, proxies and firewalls.",
            null when cause is OperationCanceledException => $"{server} did not answer in time. Check the endpoint, the network, proxies and firewalls.",
            null when cause is AmazonClientException && BucketFailure.Of(cause, "").Failure == RemoteFailure.Source =>
                "No credentials were found. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, choose a profile with --profile, or use --anonymous for a public bucket.",
            null => $"{server} could not be asked to {verb} s3://{address.Bucket} ({cause.GetType().Name}).",
        };
    }

    private static string Denied(BucketAddress address, string verb, string who, string code) => verb == "list"
        ? $"The bucket '{address.Bucket}' may not be listed {who} ({code}). The permission s3:ListBucket on the bucket is needed."
        : $"The objects of '{address.Bucket}' may not be read {who} ({code}). The permission s3:GetObject on its objects is needed.";
}
