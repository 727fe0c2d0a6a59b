using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.S3;

namespace Etl.Worker.Sources.Buckets;

/// <summary>Makes clients of S3 servers. Retries and time-outs are the crawl's own, which knows how many requests are in flight.</summary>
internal static class BucketClient
{
    private const int MaxConnections = 1024;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <exception cref="IOException">The profile does not exist.</exception>
    internal static AmazonS3Client Open(SourceOptions options)
    {
        var profile = Profile(options.Profile);
        var endpoint = Endpoint(options, profile);
        var region = options.Region ?? Variable("AWS_REGION") ?? Variable("AWS_DEFAULT_REGION") ?? profile?.Region?.SystemName ?? "us-east-1";
        var config = new AmazonS3Config
        {
            MaxErrorRetry = 0,
            Timeout = Timeout.InfiniteTimeSpan,
            MaxConnectionsPerServer = MaxConnections,
            HttpClientFactory = new Connections(),
            // Checksums of whole objects fit no ranges, and many servers know neither them nor chunked uploads.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            ForcePathStyle = options.PathStyle ?? !IsAws(endpoint),
        };
        if (endpoint is null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }
        else
        {
            config.ServiceURL = endpoint;
            config.AuthenticationRegion = region;
        }

        return options.Anonymous ? new AmazonS3Client(new AnonymousAWSCredentials(), config)
            : profile is not null && profile.GetAWSCredentials(new CredentialProfileStoreChain()) is { } credentials ? new AmazonS3Client(credentials, config)
            : new AmazonS3Client(config);
    }

    /// <summary>The server's address for messages: null is AWS.</summary>
    internal static string? Endpoint(SourceOptions options) => Endpoint(options, Profile(options.Profile));

    private static string? Endpoint(SourceOptions options, CredentialProfile? profile) =>
        options.Endpoint ?? Variable("AWS_ENDPOINT_URL_S3") ?? Variable("AWS_ENDPOINT_URL") ?? profile?.EndpointUrl;

    private static CredentialProfile? Profile(string? name)
    {
        if (name is null)
            return null;
        return new CredentialProfileStoreChain().TryGetProfile(name, out var profile) ? profile
            : throw new IOException($"There is no profile '{name}' in ~/.aws/config or ~/.aws/credentials.");
    }

    private static bool IsAws(string? endpoint) =>
        endpoint is null || !Uri.TryCreate(endpoint, UriKind.Absolute, out var uri)
        || uri.Host.EndsWith(".amazonaws.com", StringComparison.OrdinalIgnoreCase) || uri.Host.EndsWith(".amazonaws.com.cn", StringComparison.OrdinalIgnoreCase);

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private sealed class Connections : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new SocketsHttpHandler
        {
            MaxConnectionsPerServer = MaxConnections,
            ConnectTimeout = ConnectTimeout,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => true;
    }
}
