using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Amazon.Runtime;
using Amazon.S3;

namespace Etl.Worker.Sources.Buckets;

/// <summary>What an exception of the SDK or of the network means. Texts of servers may quote keys and signatures: only their codes are kept.</summary>
internal static class BucketFailure
{
    private static readonly string[] BusyCodes =
        ["SlowDown", "ServiceUnavailable", "RequestLimitExceeded", "Throttling", "ThrottlingException", "TooManyRequests", "BandwidthLimitExceeded"];

    private static readonly string[] SourceCodes =
        ["NoSuchBucket", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken", "TokenRefreshRequired",
         "RequestTimeTooSkewed", "AuthorizationHeaderMalformed", "PermanentRedirect", "InvalidBucketName", "AllAccessDisabled", "AccountProblem"];

    /// <summary>The failure of one request.</summary>
    internal static RemoteException Of(Exception failure, string what)
    {
        if (failure is RemoteException known)
            return known;
        var (kind, code) = failure switch
        {
            AmazonS3Exception e => (Kind(e), Code(e)),
            AmazonClientException e when FindSocket(e) is null && e.InnerException is null => (RemoteFailure.Source, "no credentials"),
            _ => (IsPassing(failure) ? RemoteFailure.Passing : RemoteFailure.Lasting, Word(failure)),
        };
        return new RemoteException(kind, $"{what} failed: {code}.", failure);
    }

    /// <summary>A response's code: <c>NoSuchKey (404)</c>.</summary>
    internal static string Code(AmazonServiceException e)
    {
        var code = e.ErrorCode is { Length: > 0 and < 64 } name && name.All(char.IsAsciiLetterOrDigit) ? name : e.StatusCode.ToString();
        return $"{code} ({(int)e.StatusCode})";
    }

    internal static SocketException? FindSocket(Exception? e)
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is SocketException socket)
                return socket;
        }

        return null;
    }

    internal static AuthenticationException? FindTls(Exception? e)
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is AuthenticationException tls)
                return tls;
        }

        return null;
    }

    private static RemoteFailure Kind(AmazonS3Exception e) =>
        SourceCodes.Contains(e.ErrorCode) ? RemoteFailure.Source
        : BusyCodes.Contains(e.ErrorCode) ? RemoteFailure.Busy
        : e.StatusCode switch
        {
            HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests => RemoteFailure.Busy,
            HttpStatusCode.PreconditionFailed or HttpStatusCode.RequestedRangeNotSatisfiable => RemoteFailure.Changed,
            HttpStatusCode.NotFound or HttpStatusCode.Gone => RemoteFailure.Gone,
            HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized => RemoteFailure.Denied,
            HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => RemoteFailure.Passing,
            // A connection that broke under the SDK.
            0 => RemoteFailure.Passing,
            _ => RemoteFailure.Lasting,
        };

    private static bool IsPassing(Exception failure) =>
        failure is IOException or HttpRequestException or SocketException or OperationCanceledException or AmazonServiceException or AmazonUnmarshallingException
        || failure.InnerException is { } inner && IsPassing(inner);

    /// <summary>A word for the failure, as messages of the network's own may hold addresses with keys.</summary>
    private static string Word(Exception failure) =>
        FindSocket(failure) is { } socket ? socket.SocketErrorCode.ToString()
        : FindTls(failure) is not null ? "TLS"
        : failure is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http ? http.HttpRequestError.ToString()
        : failure is AmazonServiceException { InnerException: { } inner } ? Word(inner)
        : failure.GetType().Name;
}
