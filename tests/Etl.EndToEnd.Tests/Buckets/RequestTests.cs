using Etl.EndToEnd.Tests.Running;
using Etl.Worker.Sample;

namespace Etl.EndToEnd.Tests.Buckets;

/// <summary>What the program asks a server, and as whom: seen from the server.</summary>
public sealed class RequestTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly S3StandIn server = new();

    [Fact]
    public void Header_IsAskedForByRangeAndEtagInOneRequest()
    {
        var count = PutArchive(30);
        var summary = Refresh(Environment());

        Assert.Equal(count, summary.GetProperty("listed").GetInt32());
        var reads = server.Requests.Where(r => r.Of("list-type") is null).ToList();
        // One of them at the start tells whether objects may be read at all.
        Assert.InRange(reads.Count, 1, count * 1.15 + 1);
        Assert.All(reads, r => Assert.StartsWith("bytes=", r.Headers["range"], StringComparison.Ordinal));
        Assert.Single(reads, r => !r.Headers.ContainsKey("if-match"));
        Assert.All(server.Requests, r => Assert.Contains("Credential=KEYID/", r.Authorization, StringComparison.Ordinal));
        Assert.All(server.Requests, r => Assert.DoesNotContain("x-amz-request-payer", r.Headers.Keys));
    }

    [Fact]
    public void RequesterPays_IsSaidInEveryRequest()
    {
        PutArchive(5);
        Refresh(Environment(), "--requester-pays");
        Assert.All(server.Requests, r => Assert.Equal("requester", r.Headers["x-amz-request-payer"]));
    }

    [Fact]
    public void Anonymous_SignsNothing()
    {
        PutArchive(5);
        Refresh(Environment(), "--anonymous");
        Assert.NotEmpty(server.Requests);
        Assert.All(server.Requests, r => Assert.Equal("", r.Authorization));
    }

    [Fact]
    public void SessionAndRegion_AreThoseOfTheEnvironment()
    {
        PutArchive(5);
        Refresh(new(Environment()) { ["AWS_SESSION_TOKEN"] = "SESSION", ["AWS_REGION"] = "ap-south-1" });
        Assert.All(server.Requests, r => Assert.Equal("SESSION", r.Headers["x-amz-security-token"]));
        Assert.All(server.Requests, r => Assert.Contains("/ap-south-1/s3/", r.Authorization, StringComparison.Ordinal));
    }

    [Fact]
    public void RegionGiven_ComesBeforeThatOfTheEnvironment()
    {
        PutArchive(5);
        Refresh(Environment(), "--region", "eu-north-1");
        Assert.All(server.Requests, r => Assert.Contains("/eu-north-1/s3/", r.Authorization, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")]
    [InlineData("AWS_ENDPOINT_URL", "NOTHING")]
    public void Endpoint_IsThatOfS3AndElseTheGeneralOne(string name, string other)
    {
        PutArchive(5);
        Refresh(new(Environment(withEndpoint: false)) { [name] = server.Endpoint, [other] = "http://127.0.0.1:9" });
        Assert.NotEmpty(server.Requests);
        Assert.All(server.Requests, r => Assert.StartsWith("/archive", r.Path, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Profile_SaysWhoAsksAndWhere(bool byOption)
    {
        PutArchive(5);
        var files = Directory.CreateDirectory(folder["home", ".aws"]).FullName;
        File.WriteAllText(Path.Combine(files, "credentials"), "[hospital]\naws_access_key_id = PROFILEKEY\naws_secret_access_key = PROFILESECRET\n");
        File.WriteAllText(Path.Combine(files, "config"), $"[profile hospital]\nregion = sa-east-1\nendpoint_url = {server.Endpoint}\n");
        var environment = new Dictionary<string, string>(Environment(withEndpoint: false))
        {
            ["AWS_ACCESS_KEY_ID"] = "",
            ["AWS_SECRET_ACCESS_KEY"] = "",
            ["AWS_REGION"] = "",
            ["HOME"] = folder["home"],
            ["AWS_PROFILE"] = byOption ? "" : "hospital",
        };
        Refresh(environment, byOption ? ["--aws-profile", "hospital"] : []);

        Assert.NotEmpty(server.Requests);
        Assert.All(server.Requests, r => Assert.Contains("Credential=PROFILEKEY/", r.Authorization, StringComparison.Ordinal));
        Assert.All(server.Requests, r => Assert.Contains("/sa-east-1/s3/", r.Authorization, StringComparison.Ordinal));
    }

    [Fact]
    public void ProfileThatIsNotThere_IsSaid()
    {
        var finished = EtlProgram.Run(
            ["refresh", "--source", "s3://archive", "--aws-profile", "nobody", "--lake", folder["lake"]], new Dictionary<string, string>(Environment()) { ["HOME"] = folder["home"] });
        Assert.Equal(1, finished.ExitCode);
        Assert.Contains("There is no profile 'nobody'", finished.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["lake"]));
    }

    [Theory]
    [InlineData(301, "PermanentRedirect")]
    [InlineData(400, "AuthorizationHeaderMalformed")]
    public void AnotherRegion_IsSaid(int status, string code)
    {
        PutArchive(5);
        server.Refuse = _ => (status, code);
        foreach (var command in new string[][] { ["refresh", "--lake", folder["lake"], "--source", "s3://archive"], ["sources", "check", "s3://archive"] })
        {
            var finished = EtlProgram.Run(command, Environment());
            Assert.Equal(1, finished.ExitCode);
            Assert.Contains("--region", finished.Output + finished.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain("SECRETLIKE", finished.Output + finished.Errors, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(folder["lake"]));
    }

    [Fact]
    public void PageThatFails_IsAskedForAgainFromItsToken()
    {
        var small = new byte[200];
        for (var i = 0; i < 3_500; i++)
            server.Put($"{i:d5}", small);
        var left = 2;
        server.Refuse = r => r.Of("continuation-token") == "01999" && Interlocked.Decrement(ref left) >= 0 ? (503, "SlowDown") : null;
        var summary = Refresh(Environment());

        Assert.Equal(3_500, summary.GetProperty("listed").GetInt32());
        Assert.Equal(2, summary.GetProperty("buckets").GetProperty("retries").GetInt32());
        // Each page once, but for the one that failed.
        Assert.Equal(
            ["00999", "01999", "01999", "01999", "02999"],
            server.Requests.Select(r => r.Of("continuation-token")).OfType<string>());
    }

    public void Dispose()
    {
        server.Dispose();
        folder.Dispose();
    }

    private int PutArchive(int instances)
    {
        SampleArchive.Write(new SampleOptions(folder["archive"], instances));
        var files = Directory.GetFiles(folder["archive"], "*", SearchOption.AllDirectories);
        foreach (var file in files)
            server.Put(Path.GetRelativePath(folder["archive"], file).Replace('\\', '/'), File.ReadAllBytes(file));
        return files.Length;
    }

    private System.Text.Json.JsonElement Refresh(Dictionary<string, string> environment, params string[] more) =>
        EtlProgram.Refresh("s3://archive", folder["lake"], environment, ["--no-publish", .. more]);

    private Dictionary<string, string> Environment(bool withEndpoint = true) => new()
    {
        ["AWS_ENDPOINT_URL"] = "",
        ["AWS_ENDPOINT_URL_S3"] = withEndpoint ? server.Endpoint : "",
        ["AWS_ACCESS_KEY_ID"] = "KEYID",
        ["AWS_SECRET_ACCESS_KEY"] = "SECRETLIKE",
        ["AWS_SESSION_TOKEN"] = "",
        ["AWS_PROFILE"] = "",
        ["AWS_REGION"] = "us-east-1",
        ["AWS_EC2_METADATA_DISABLED"] = "true",
    };
}
