using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Etl.EndToEnd.Tests.Corpus;
using Etl.EndToEnd.Tests.Running;

namespace Etl.EndToEnd.Tests.Buckets;

/// <summary>
/// Ceph's S3 gateway on loopback, started once for all tests and stopped after them. <c>ETL_TEST_S3_ENDPOINT</c> names one that runs
/// already, with the same keys.
/// </summary>
public sealed class S3Server : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Lazy<string> endpoint;
    private readonly Lazy<AmazonS3Client> client;

    public S3Server()
    {
        endpoint = new(() => Running ?? Start());
        client = new(() => new AmazonS3Client(new BasicAWSCredentials("etlaccess", "etlsecret"), new AmazonS3Config
        {
            ServiceURL = Endpoint,
            ForcePathStyle = true,
            AuthenticationRegion = "us-east-1",
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        }));
    }

    /// <summary>What is missing to start it, or null.</summary>
    internal static string? Missing =>
        Running is not null ? null
        : !File.Exists(Script) ? "../shared/servers is missing"
        : !new[] { "radosgw", "ceph-osd", "ceph-mon" }.All(p => File.Exists($"/usr/bin/{p}")) ? "Ceph is not installed"
        : null;

    internal string Endpoint => endpoint.Value;

    internal AmazonS3Client Client => client.Value;

    /// <summary>Environment of a program that reads from the server.</summary>
    internal Dictionary<string, string> Environment(string? at = null) => new()
    {
        ["AWS_ENDPOINT_URL_S3"] = at ?? Endpoint,
        ["AWS_ACCESS_KEY_ID"] = "etlaccess",
        ["AWS_SECRET_ACCESS_KEY"] = "etlsecret",
        ["AWS_REGION"] = "us-east-1",
        ["AWS_EC2_METADATA_DISABLED"] = "true",
    };

    /// <summary>A new bucket with the files of a folder, under their paths.</summary>
    internal async Task<string> UploadAsync(string source, string prefix = "")
    {
        var bucket = await MakeAsync();
        await Parallel.ForEachAsync(
            Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories), new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (file, cancel) => await PutAsync(bucket, prefix + Path.GetRelativePath(source, file).Replace('\\', '/'), await File.ReadAllBytesAsync(file, cancel)));
        return bucket;
    }

    internal async Task<string> MakeAsync()
    {
        var bucket = $"etl-{Guid.NewGuid():N}";
        await Client.PutBucketAsync(new PutBucketRequest { BucketName = bucket });
        return bucket;
    }

    internal async Task PutAsync(string bucket, string key, byte[] bytes) => await Client.PutObjectAsync(new PutObjectRequest
    {
        BucketName = bucket,
        Key = key,
        InputStream = new MemoryStream(bytes),
        UseChunkEncoding = false,
    });

    /// <summary>Lets anybody do something.</summary>
    internal async Task AllowAsync(string bucket, string action, bool objects) => await Client.PutBucketPolicyAsync(new PutBucketPolicyRequest
    {
        BucketName = bucket,
        Policy = $$"""
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": ["{{action}}"],
            "Resource": ["arn:aws:s3:::{{bucket}}{{(objects ? "/*" : "")}}"]}]}
            """,
    });

    public void Dispose()
    {
        if (client.IsValueCreated)
            client.Value.Dispose();
        if (endpoint.IsValueCreated && Running is null)
            Finished.Run("bash", [Script, "down", folder["ceph"]]);
        try
        {
            folder.Dispose();
        }
        catch (IOException)
        {
            // The server is still writing its last words.
        }
    }

    private static string? Running => System.Environment.GetEnvironmentVariable("ETL_TEST_S3_ENDPOINT") is { Length: > 0 } running ? running : null;

    private static string Script => Path.Combine(SharedFolder.Root, "servers", "ceph-rgw.sh");

    private string Start()
    {
        var started = Finished.Run("bash", [Script, "up", folder["ceph"], FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        var line = started.Output.Split('\n').LastOrDefault(l => l.StartsWith("S3_ENDPOINT=", StringComparison.Ordinal));
        Assert.True(started.ExitCode == 0 && line is not null, $"The S3 server did not start: {started.Errors}");
        return line["S3_ENDPOINT=".Length..].Split(' ')[0];
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

[CollectionDefinition(Name)]
public sealed class BucketTests : ICollectionFixture<S3Server>
{
    public const string Name = "S3 server";
}
