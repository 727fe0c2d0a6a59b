using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;
using Amazon.S3;

namespace Etl.Worker.Sources.Buckets;

/// <summary>A client of an S3 server. Retries and time-outs are the crawl's own, which knows how many requests are in flight.</summary>
internal sealed class BucketClient : IDisposable
{
    private const int MaxConnections = 1024;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly AWSCredentials? given;
    private AWSCredentials? found;

    /// <exception cref="IOException">The profile does not exist.</exception>
    internal BucketClient(SourceOptions options)
    {
        var profile = ProfileOf(options);
        var endpoint = Endpoint(options, profile);
        Region = options.Region ?? Variable("AWS_REGION") ?? Variable("AWS_DEFAULT_REGION") ?? profile?.Region?.SystemName ?? "us-east-1";
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
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(Region);
        }
        else
        {
            config.ServiceURL = endpoint;
            config.AuthenticationRegion = Region;
        }

        given = options.Anonymous ? new AnonymousAWSCredentials()
            : options.Profile is null ? null : profile?.GetAWSCredentials(new CredentialProfileStoreChain());
        S3 = given is null ? new AmazonS3Client(config) : new AmazonS3Client(given, config);
    }

    internal AmazonS3Client S3 { get; }

    /// <summary>For requests of one's own to the same server.</summary>
    internal HttpClient Http { get; } = Connections.New();

    /// <summary>That requests are signed for.</summary>
    internal string Region { get; }

    /// <summary>Who asks; null: nobody in particular.</summary>
    /// <exception cref="AmazonClientException">There are no credentials.</exception>
    internal async ValueTask<ImmutableCredentials?> CredentialsAsync()
    {
        var credentials = given ?? (found ??= DefaultAWSCredentialsIdentityResolver.GetCredentials(S3.Config));
        return credentials is AnonymousAWSCredentials ? null : await credentials.GetCredentialsAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        S3.Dispose();
        Http.Dispose();
    }

    /// <summary>The server's address for messages: null is AWS.</summary>
    internal static string? Endpoint(SourceOptions options) => Endpoint(options, ProfileOf(options));

    private static string? Endpoint(SourceOptions options, CredentialProfile? profile) =>
        options.Endpoint ?? Variable("AWS_ENDPOINT_URL_S3") ?? Variable("AWS_ENDPOINT_URL") ?? profile?.EndpointUrl;

    /// <summary>The profile that says where the server is. Whether it also says who asks is the chain's to tell, unless it was asked for by name.</summary>
    private static CredentialProfile? ProfileOf(SourceOptions options)
    {
        if ((options.Profile ?? Variable("AWS_PROFILE")) is not { } name)
            return null;
        if (new CredentialProfileStoreChain().TryGetProfile(name, out var profile))
            return profile;
        return options.Profile is null ? null : throw new IOException($"There is no profile '{name}' in ~/.aws/config or ~/.aws/credentials.");
    }

    private static bool IsAws(string? endpoint) =>
        endpoint is null || !Uri.TryCreate(endpoint, UriKind.Absolute, out var uri)
        || uri.Host.EndsWith(".amazonaws.com", StringComparison.OrdinalIgnoreCase) || uri.Host.EndsWith(".amazonaws.com.cn", StringComparison.OrdinalIgnoreCase);

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private sealed class Connections : HttpClientFactory
    {
        internal static HttpClient New() => new(new SocketsHttpHandler
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

        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => New();

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => true;
    }
}
