using System.Text;
using Etl.Worker.Sources.Buckets;

namespace Etl.Worker.Tests.Sources.Buckets;

public sealed class Utf8OrderTests
{
    /// <summary>Where UTF-8 and UTF-16 order differently: U+FFxx comes before characters beyond the basic plane.</summary>
    private static readonly string[] Pieces = ["", "a", "b", "/", "0", "ä", "\uD7FF", "\uE000", "\uFF21", "\U00010000", "\U0001F600", "\U0010FFFF"];

    [Fact]
    public void Keys_AreOrderedAsTheBytesOfTheirUtf8()
    {
        List<string> keys = [.. from a in Pieces from b in Pieces from c in Pieces select a + b + c];
        foreach (var (a, b) in from a in keys from b in keys.Where((_, i) => i % 17 == 0) select (a, b))
        {
            var expected = Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b));
            Assert.Equal(Math.Sign(expected), Math.Sign(Utf8Order.Compare(a, b)));
        }
    }
}
