namespace Etl.Worker.Sources.Buckets;

/// <summary>The order of keys in a listing: by the bytes of their UTF-8, which that of UTF-16 is not beyond the basic plane.</summary>
internal static class Utf8Order
{
    internal static int Compare(string a, string b)
    {
        var common = Math.Min(a.Length, b.Length);
        for (var i = 0; i < common; i++)
        {
            if (a[i] != b[i])
                return Rank(a[i]) - Rank(b[i]);
        }

        return a.Length - b.Length;
    }

    /// <summary>Surrogates stand for characters after all others.</summary>
    private static int Rank(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
}
