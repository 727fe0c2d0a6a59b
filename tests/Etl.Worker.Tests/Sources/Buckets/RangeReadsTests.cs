using Etl.Worker.Sources;
using Etl.Worker.Sources.Buckets;

namespace Etl.Worker.Tests.Sources.Buckets;

public sealed class RangeReadsTests
{
    [Theory]
    [InlineData("http://127.0.0.1:9000", null, "http://127.0.0.1:9000/archive/")]
    [InlineData("https://storage.googleapis.com", null, "https://storage.googleapis.com/archive/")]
    [InlineData("https://s3.example.org", false, "https://archive.s3.example.org/")]
    [InlineData("https://s3.eu-central-1.amazonaws.com", null, "https://archive.s3.eu-central-1.amazonaws.com/")]
    [InlineData("https://s3.eu-central-1.amazonaws.com", true, "https://s3.eu-central-1.amazonaws.com/archive/")]
    public void Bucket_IsInThePathUnlessTheServerIsAws(string endpoint, bool? pathStyle, string expected)
    {
        using var client = new BucketClient(new SourceOptions { Uri = "s3://archive", Endpoint = endpoint, PathStyle = pathStyle, Anonymous = true });
        Assert.Equal(expected, new RangeReads(client, "archive", null).Address);
    }
}
