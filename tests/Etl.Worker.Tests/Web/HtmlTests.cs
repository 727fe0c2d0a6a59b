using Etl.Worker.Web.Markup;

namespace Etl.Worker.Tests.Web;

public sealed class HtmlTests
{
    [Theory]
    [InlineData("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;")]
    [InlineData("\" onclick=\"x", "&quot; onclick=&quot;x")]
    [InlineData("' onclick='x", "&#x27; onclick=&#x27;x")]
    [InlineData("a & b", "a &amp; b")]
    [InlineData("\u001b[31m", "\\x1B[31m")]
    [InlineData("\u202Egnp.exe", "\\u202Egnp.exe")]
    [InlineData("a\r\nb", "a\\r\\nb")]
    [InlineData("Müller 山田", "Müller 山田")]
    public void Hole_IsEncoded(string value, string expected) => Assert.Equal($"<p>{expected}</p>", Html.Of($"<p>{value}</p>").ToString());

    [Fact]
    public void Markup_InAHole_StaysMarkup() =>
        Assert.Equal("<ul><li>1 &lt; 2</li></ul>", Html.Of($"<ul>{new[] { Html.Of($"<li>{"1 < 2"}</li>") }}</ul>").ToString());

    [Fact]
    public void LongValue_IsCutAndSaysSo() =>
        Assert.Equal("abc<span class=\"cut\">… 1,000,000 characters</span>", Html.Value("abc" + new string('x', 999_997), 3).ToString());

    [Fact]
    public void Url_EncodesWhatItIsGiven() =>
        Assert.Equal("/tags?q=a%26b%3Dc%22%3C%3E&sort=name", PageUrl.Of("/tags", ("q", "a&b=c\"<>"), ("empty", ""), ("none", null), ("sort", "name")));
}
