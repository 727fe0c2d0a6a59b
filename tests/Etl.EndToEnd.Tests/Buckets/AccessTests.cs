using Etl.EndToEnd.Tests.Corpus;
using Etl.EndToEnd.Tests.Running;

namespace Etl.EndToEnd.Tests.Buckets;

/// <summary>Who may not read is told why, and the lake stays as it was.</summary>
[Collection(BucketTests.Name)]
public sealed class AccessTests(S3Server server) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [BucketFact]
    public async Task PublicBucket_IsReadWithoutCredentials()
    {
        var bucket = await BucketAsync();
        await server.Client.PutBucketAclAsync(new Amazon.S3.Model.PutBucketAclRequest { BucketName = bucket, ACL = Amazon.S3.S3CannedACL.PublicRead });
        await server.AllowAsync(bucket, "s3:GetObject", objects: true);
        var summary = EtlProgram.Refresh($"s3://{bucket}", folder["lake"], WithoutKeys(), "--no-publish", "--anonymous", "--endpoint", server.Endpoint);
        Assert.Equal(1, summary.GetProperty("loaded").GetInt32());
    }

    [BucketFact]
    public async Task NoCredentials_IsSaid() => RequireFailure(await BucketAsync(), "No credentials were found", WithoutKeys(), "--endpoint", server.Endpoint);

    [BucketFact]
    public async Task AnonymousWherePermissionToListIsMissing_IsSaid()
    {
        var bucket = await BucketAsync();
        await server.AllowAsync(bucket, "s3:GetObject", objects: true);
        RequireFailure(bucket, "s3:ListBucket", WithoutKeys(), "--anonymous", "--endpoint", server.Endpoint);
    }

    [BucketFact]
    public async Task PermissionToGetIsMissing_IsSaid()
    {
        var bucket = await BucketAsync();
        await server.AllowAsync(bucket, "s3:ListBucket", objects: false);
        RequireFailure(bucket, "s3:GetObject", WithoutKeys(), "--anonymous", "--endpoint", server.Endpoint);
    }

    [BucketFact]
    public async Task UnknownKey_IsSaid() =>
        RequireFailure(await BucketAsync(), "does not know the access key id", With("AWS_ACCESS_KEY_ID", "SECRETLIKE"));

    [BucketFact]
    public async Task WrongSecret_IsSaid() =>
        RequireFailure(await BucketAsync(), "the secret key does not fit", With("AWS_SECRET_ACCESS_KEY", "SECRETLIKE"));

    [BucketFact]
    public void MissingBucket_IsSaid() => RequireFailure("etl-no-such-bucket", "does not exist", server.Environment());

    [BucketFact]
    public void NobodyThere_IsSaid() => RequireFailure("bucket", "refused", server.Environment("http://127.0.0.1:9"));

    [BucketFact]
    public void UnknownName_IsSaid() => RequireFailure("bucket", "DNS", server.Environment("http://nowhere.invalid"));

    [BucketFact]
    public void PlainHttpWhereTlsIsMeant_IsSaid() =>
        RequireFailure("bucket", "TLS", server.Environment(server.Endpoint.Replace("http:", "https:", StringComparison.Ordinal)));

    public void Dispose() => folder.Dispose();

    private async Task<string> BucketAsync()
    {
        var bucket = await server.MakeAsync();
        var file = Directory.EnumerateFiles(Path.Combine(SharedFolder.Files, "pydicom+pydicom"), "CT_small.dcm", SearchOption.AllDirectories).First();
        await server.PutAsync(bucket, "ct.dcm", await File.ReadAllBytesAsync(file));
        return bucket;
    }

    /// <summary>Both the refresh and the check fail with this text; neither makes a lake, changes one, or says a secret.</summary>
    private void RequireFailure(string bucket, string text, Dictionary<string, string> environment, params string[] more)
    {
        Require(EtlProgram.Run(["refresh", "--source", $"s3://{bucket}", "--lake", folder["fresh"], .. more], environment));
        Require(EtlProgram.Run(["sources", "check", $"s3://{bucket}", .. more], environment));
        Assert.False(Directory.Exists(folder["fresh"]));

        void Require(Finished finished)
        {
            Assert.Equal(1, finished.ExitCode);
            Assert.Contains(text, finished.Output + finished.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain("SECRETLIKE", finished.Output + finished.Errors, StringComparison.Ordinal);
        }
    }

    private Dictionary<string, string> With(string name, string value) => new(server.Environment()) { [name] = value };

    private static Dictionary<string, string> WithoutKeys() => new()
    {
        ["AWS_ACCESS_KEY_ID"] = "",
        ["AWS_SECRET_ACCESS_KEY"] = "",
        ["AWS_REGION"] = "us-east-1",
        ["AWS_EC2_METADATA_DISABLED"] = "true",
        ["AWS_SHARED_CREDENTIALS_FILE"] = "/nonexistent",
        ["AWS_CONFIG_FILE"] = "/nonexistent",
    };
}
