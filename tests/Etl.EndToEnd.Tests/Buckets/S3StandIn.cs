using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Xml.Linq;

namespace Etl.EndToEnd.Tests.Buckets;

/// <summary>Answers as an S3 server does, as far as a refresh asks, and remembers every request: for what of a request no real server tells.</summary>
internal sealed class S3StandIn : IDisposable
{
    private static readonly XNamespace Xml = "http://s3.amazonaws.com/doc/2006-03-01/";
    private readonly HttpListener listener = new();
    private readonly SortedDictionary<string, byte[]> objects = new(StringComparer.Ordinal);

    internal S3StandIn()
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Endpoint = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
        }

        listener.Prefixes.Add(Endpoint + "/");
        listener.Start();
        _ = ServeAsync();
    }

    internal string Endpoint { get; }

    internal ConcurrentQueue<Asked> Requests { get; } = [];

    /// <summary>Refuses a request by code and status; null lets it pass.</summary>
    internal Func<Asked, (int Status, string Code)?> Refuse { get; set; } = _ => null;

    internal void Put(string key, byte[] bytes) => objects[key] = bytes;

    public void Dispose() => listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await listener.GetContextAsync();
                _ = Task.Run(() => Answer(context));
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private void Answer(HttpListenerContext context)
    {
        var request = context.Request;
        var asked = new Asked(request.HttpMethod, request.RawUrl!, request.Headers.AllKeys.ToDictionary(k => k!.ToLowerInvariant(), k => request.Headers[k]!));
        Requests.Enqueue(asked);
        try
        {
            using var response = context.Response;
            if (Refuse(asked) is { } refusal)
                Send(response, refusal.Status, Encoding.UTF8.GetBytes($"<Error><Code>{refusal.Code}</Code><Message>SECRETLIKE</Message><Region>eu-west-1</Region></Error>"));
            else if (asked.Of("list-type") is not null)
                Send(response, 200, Encoding.UTF8.GetBytes(Page(asked)));
            else if (objects.TryGetValue(Uri.UnescapeDataString(asked.Path[(asked.Path.IndexOf('/', 1) + 1)..]), out var bytes))
                SendRange(response, asked, bytes);
            else
                Send(response, 404, "<Error><Code>NoSuchKey</Code></Error>"u8.ToArray());
        }
        catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException)
        {
            // The program has gone.
        }
    }

    /// <summary>A page of ListObjectsV2; a token is the last key before it.</summary>
    private string Page(Asked asked)
    {
        var prefix = asked.Of("prefix") ?? "";
        var after = asked.Of("continuation-token") ?? asked.Of("start-after") ?? "";
        var most = int.Parse(asked.Of("max-keys") ?? "1000", CultureInfo.InvariantCulture);
        List<string> keys = [.. objects.Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(k, after) > 0)];
        var page = keys.Take(most).ToList();
        return new XElement(Xml + "ListBucketResult",
            new XElement(Xml + "IsTruncated", page.Count < keys.Count),
            new XElement(Xml + "KeyCount", page.Count),
            page.Count < keys.Count ? new XElement(Xml + "NextContinuationToken", page[^1]) : null,
            page.Select(k => new XElement(Xml + "Contents",
                new XElement(Xml + "Key", k), new XElement(Xml + "LastModified", "2024-05-01T06:00:00.000Z"),
                new XElement(Xml + "ETag", $"\"{objects[k].Length:x8}\""), new XElement(Xml + "Size", objects[k].Length)))).ToString();
    }

    private static void SendRange(HttpListenerResponse response, Asked asked, byte[] bytes)
    {
        var range = asked.Headers["range"]["bytes=".Length..].Split('-').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToList();
        var to = Math.Min(range[1], bytes.Length - 1);
        response.AddHeader("ETag", $"\"{bytes.Length:x8}\"");
        response.AddHeader("Last-Modified", "Wed, 01 May 2024 06:00:00 GMT");
        response.AddHeader("Content-Range", $"bytes {range[0]}-{to}/{bytes.Length}");
        Send(response, 206, bytes[range[0]..(to + 1)]);
    }

    private static void Send(HttpListenerResponse response, int status, byte[] body)
    {
        response.StatusCode = status;
        response.ContentLength64 = body.Length;
        response.OutputStream.Write(body);
    }

    internal sealed record Asked(string Method, string Url, Dictionary<string, string> Headers)
    {
        internal string Path => Url.Split('?')[0];

        internal string? Of(string name) => Url.Split('?').Skip(1).SelectMany(q => q.Split('&')).Select(p => p.Split('=', 2))
            .Where(p => p[0] == name).Select(p => p.Length > 1 ? WebUtility.UrlDecode(p[1]) : "").FirstOrDefault();

        internal string Authorization => Headers.GetValueOrDefault("authorization", "");
    }
}
