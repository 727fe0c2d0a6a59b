namespace Etl.Worker.Sources;

/// <summary><c>file:///</c> URIs (RFC 8089), encoded by <see cref="PercentPath"/>.</summary>
public static class FileUri
{
    /// <summary>The URI of an absolute path.</summary>
    public static string FromPath(string path)
    {
        if (Path.DirectorySeparatorChar != '/')
            path = "/" + path.Replace(Path.DirectorySeparatorChar, '/');
        return "file://" + PercentPath.Encode(path);
    }

    /// <summary>The path of a <c>file:///</c> URI.</summary>
    public static string ToPath(string uri)
    {
        var path = Uri.UnescapeDataString(uri["file://".Length..]);
        return Path.DirectorySeparatorChar == '/' ? path : path[1..].Replace('/', Path.DirectorySeparatorChar);
    }
}
