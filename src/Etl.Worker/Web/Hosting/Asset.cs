using System.IO.Compression;
using System.Security.Cryptography;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Hosting;

/// <summary>A file of the pages, embedded in the program, under an address that holds its content's hash: it can be kept for ever.</summary>
public sealed class Asset
{
    private static readonly Dictionary<string, Asset> All = ReadAll();
    private readonly byte[] plain;
    private readonly byte[] compressed;

    private Asset(string name, byte[] content)
    {
        plain = content;
        MediaType = Path.GetExtension(name) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            _ => "application/octet-stream",
        };
        var hash = Convert.ToHexStringLower(SHA256.HashData(content))[..12];
        Url = $"/assets/{Path.GetFileNameWithoutExtension(name)}.{hash}{Path.GetExtension(name)}";
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
            gzip.Write(content);
        compressed = packed.ToArray();
    }

    public string Url { get; }

    public string MediaType { get; }

    /// <summary>Its address by its plain name, such as <c>site.css</c>.</summary>
    public static string UrlOf(string name) => All[name].Url;

    /// <summary>Bytes of every script after gzip.</summary>
    public static long ScriptBytes => All.Where(asset => asset.Key.EndsWith(".js", StringComparison.Ordinal)).Sum(asset => asset.Value.compressed.LongLength);

    public static IEnumerable<Route> Routes()
    {
        foreach (var asset in All.Values)
            yield return Route.Get(asset.Url, Policy.Public, _ => asset.Send()) with { Load = Load.Light };
    }

    private StreamReply Send() => new(MediaType, async (context, body, cancel) =>
    {
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        context.Response.Headers.Vary = "Accept-Encoding";
        var packs = context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        if (packs)
            context.Response.Headers.ContentEncoding = "gzip";
        var content = packs ? compressed : plain;
        context.Response.ContentLength = content.Length;
        if (context.Request.Method != "HEAD")
            await body.WriteAsync(content, cancel).ConfigureAwait(false);
    });

    private static Dictionary<string, Asset> ReadAll()
    {
        const string prefix = "assets/";
        var assembly = typeof(Asset).Assembly;
        var assets = new Dictionary<string, Asset>(StringComparer.Ordinal);
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            assets.Add(resource[prefix.Length..], new Asset(resource[prefix.Length..], content));
        }

        return assets;
    }
}
