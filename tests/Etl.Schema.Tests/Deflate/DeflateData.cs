using System.Text;

namespace Etl.Schema.Tests.Deflate;

/// <summary>Data of many kinds: what a deflater makes of each is another mixture of words, matches and stored bytes.</summary>
internal static class DeflateData
{
    public static readonly string[] Kinds = ["one byte", "zeros", "noise", "text", "short periods", "far repeats", "rare bytes", "noise and zeros"];

    public static byte[] Of(string kind)
    {
        var random = new Random(5);
        return kind switch
        {
            "one byte" => [42],
            "zeros" => new byte[300_000],
            "noise" => Noise(random, 70_000),
            "text" => Encoding.ASCII.GetBytes(string.Join('\n', Enumerable.Range(0, 4000).Select(i => $"(0008,{i:X4}) UI 1.2.840.10008.{random.Next(1000)}"))),
            "short periods" => [.. Enumerable.Range(1, 20).SelectMany(period => Enumerable.Range(0, 3000).Select(i => (byte)(i % period * 11 + period)))],
            "far repeats" => Repeats(random),
            "rare bytes" => Skewed(random),
            "noise and zeros" => [.. Enumerable.Range(0, 40).SelectMany(i => i % 2 == 0 ? Noise(random, 2000) : new byte[5000])],
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }

    private static byte[] Noise(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>Pieces of itself from up to 32,768 bytes before, lengths of a match and beyond.</summary>
    private static byte[] Repeats(Random random)
    {
        var bytes = new List<byte>(Noise(random, 1000));
        while (bytes.Count < 150_000)
        {
            var from = Math.Max(0, bytes.Count - random.Next(1, 32_769));
            bytes.AddRange(bytes.Slice(from, Math.Min(random.Next(3, 300), bytes.Count - from)));
            bytes.Add((byte)random.Next(256));
        }

        return [.. bytes];
    }

    /// <summary>Each byte half as often as the one before: words of up to 15 bits.</summary>
    private static byte[] Skewed(Random random) =>
        [.. Enumerable.Range(0, 200_000).Select(_ => (byte)(System.Numerics.BitOperations.TrailingZeroCount(random.Next() | 1 << 24) * 7 + (random.Next(9000) == 0 ? random.Next(256) : 0)))];
}
