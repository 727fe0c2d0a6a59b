using System.Globalization;
using Etl.Worker.Sources;
using Etl.Worker.Sources.Buckets;

namespace Etl.Worker.Tests.Sources.Buckets;

public sealed class RequestSignerTests
{
    private static readonly DateTime Time = DateTime.ParseExact("20130524T000000Z", "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);

    /// <summary>The first example of "Signature Calculations for the Authorization Header" in the documentation of S3's API.</summary>
    [Fact]
    public void ExampleOfTheDocumentation_HasItsSignature()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://examplebucket.s3.amazonaws.com/test.txt");
        request.Headers.TryAddWithoutValidation("Range", "bytes=0-9");
        new RequestSigner("us-east-1").Sign(request, "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", null, Time);

        Assert.Equal(
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, " +
            "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
            request.Headers.NonValidated["Authorization"].ToString());
    }

    [Fact]
    public void SessionAndPayer_AreSigned()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://127.0.0.1:7480/bucket/key");
        request.Headers.TryAddWithoutValidation("x-amz-request-payer", "requester");
        new RequestSigner("eu-central-1").Sign(request, "key", "secret", "session", Time);

        var authorization = request.Headers.NonValidated["Authorization"].ToString();
        Assert.Contains("SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-request-payer;x-amz-security-token,", authorization, StringComparison.Ordinal);
        Assert.Contains("/eu-central-1/", authorization, StringComparison.Ordinal);
        Assert.Equal("session", request.Headers.NonValidated["x-amz-security-token"].ToString());
    }

    [Theory]
    [InlineData("a/b-c_d.e~f", "a/b-c_d.e~f")]
    [InlineData("a b+c&d=e?#%25", "a%20b%2Bc%26d%3De%3F%23%2525")]
    [InlineData("ä/\U0001F600", "%C3%A4/%F0%9F%98%80")]
    [InlineData("a//b/../c", "a//b/../c")]
    public void Key_IsEncodedByteByByte(string key, string expected) => Assert.Equal(expected, PercentPath.Encode(key));
}
