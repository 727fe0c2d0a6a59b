using System.Buffers;
using System.Text;

namespace Etl.Worker.Sources;

/// <summary>Paths in URIs (RFC 3986): every byte that is not unreserved or a slash is percent-encoded, in upper case.</summary>
internal static class PercentPath
{
    private const string Hex = "0123456789ABCDEF";

    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/-._~");

    /// <summary>The path encoded; the same text where nothing has to be.</summary>
    internal static string Encode(string path) => path.AsSpan().ContainsAnyExcept(Plain) ? EncodeBytes(path) : path;

    private static string EncodeBytes(string path)
    {
        var text = new StringBuilder(path.Length + 32);
        foreach (var b in Encoding.UTF8.GetBytes(path))
        {
            if (Plain.Contains((char)b))
                text.Append((char)b);
            else
                text.Append('%').Append(Hex[b >> 4]).Append(Hex[b & 15]);
        }

        return text.ToString();
    }
}
