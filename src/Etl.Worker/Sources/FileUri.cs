using System.Text;

namespace Etl.Worker.Sources;

/// <summary><c>file:///</c> URIs (RFC 8089): every byte that is not unreserved or a slash is percent-encoded.</summary>
public static class FileUri
{
    private const string Hex = "0123456789ABCDEF";

    /// <summary>The URI of an absolute path.</summary>
    public static string FromPath(string path)
    {
        if (Path.DirectorySeparatorChar != '/')
            path = "/" + path.Replace(Path.DirectorySeparatorChar, '/');
        foreach (var c in path)
        {
            if (!IsPlain(c))
                return Encode(path);
        }

        return "file://" + path;
    }

    /// <summary>The path of a <c>file:///</c> URI.</summary>
    public static string ToPath(string uri)
    {
        var path = Uri.UnescapeDataString(uri["file://".Length..]);
        return Path.DirectorySeparatorChar == '/' ? path : path[1..].Replace('/', Path.DirectorySeparatorChar);
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '.' or '_' or '~';

    private static string Encode(string path)
    {
        var text = new StringBuilder("file://", path.Length + 32);
        foreach (var b in Encoding.UTF8.GetBytes(path))
        {
            if (IsPlain((char)b))
                text.Append((char)b);
            else
                text.Append('%').Append(Hex[b >> 4]).Append(Hex[b & 15]);
        }

        return text.ToString();
    }
}
