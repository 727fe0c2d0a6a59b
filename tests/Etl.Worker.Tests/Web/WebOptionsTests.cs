using Etl.Worker.Web.Hosting;

namespace Etl.Worker.Tests.Web;

public sealed class WebOptionsTests
{
    [Theory]
    [InlineData("127.0.0.1:8080", "127.0.0.1", 8080, true)]
    [InlineData("localhost:0", "127.0.0.1", 0, true)]
    [InlineData("[::1]:8080", "::1", 8080, true)]
    [InlineData("0.0.0.0:80", "0.0.0.0", 80, false)]
    public void Address_IsRead(string text, string address, int port, bool isLoopback)
    {
        var read = ListenAddress.Parse(text)!;

        Assert.Equal(address, read.Address.ToString());
        Assert.Equal(port, read.Port);
        Assert.Equal(isLoopback, read.IsLoopback);
    }

    [Theory]
    [InlineData("")]
    [InlineData(":8080")]
    [InlineData("127.0.0.1")]
    [InlineData("::1:8080")]
    [InlineData("example.org:80")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:-1")]
    public void NoAddress_IsNone(string text) => Assert.Null(ListenAddress.Parse(text));

    [Fact]
    public void AnotherAddressThanLoopback_NeedsTls()
    {
        var plain = new WebOptions { Lake = ".", Listen = ListenAddress.Parse("0.0.0.0:80")! };

        Assert.Contains("TLS", Assert.Single(plain.Problems()));
        Assert.Empty((plain with { BehindProxy = true, Hosts = ["etl.example.org"] }).Problems());
    }

    [Theory]
    [InlineData("127.0.0.1:0", "", false, "http://127.0.0.1:5000", "http://127.0.0.1:5000")]
    [InlineData("0.0.0.0:8080", "", false, "http://0.0.0.0:8080", "http://127.0.0.1:8080")]
    [InlineData("[::]:8443", "etl.example.org", false, "https://[::]:8443", "https://etl.example.org:8443")]
    [InlineData("0.0.0.0:8080", "etl.example.org", true, "http://0.0.0.0:8080", "https://etl.example.org")]
    public void PublicUrl_IsOneThatABrowserCanAskFor(string listen, string host, bool behindProxy, string listens, string url)
    {
        var options = new WebOptions { Lake = ".", Listen = ListenAddress.Parse(listen)!, Hosts = host.Length == 0 ? [] : [host], BehindProxy = behindProxy };

        Assert.Equal(url, WebServer.PublicUrl(options, new Uri(listens)));
    }

    [Fact]
    public void EveryProblem_IsNamed()
    {
        var options = new WebOptions { Lake = ".", BehindProxy = true, Certificate = "/no/such/file.pem" };

        Assert.Equal(4, options.Problems().Count());
    }
}
