using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Etl.EndToEnd.Tests.Buckets;

/// <summary>
/// Stands between the program and the S3 server and spoils a share of the requests: answers 503, breaks the connection, ends a body early,
/// lets one trickle. One request a connection.
/// </summary>
internal sealed class FaultProxy : IDisposable
{
    private static readonly byte[] HeadEnd = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] SlowDown = Encoding.ASCII.GetBytes(Busy("<Error><Code>SlowDown</Code></Error>"));

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Uri server;
    private readonly double share;
    private readonly Random random;
    private readonly int[] faults = new int[4];

    internal FaultProxy(string server, double share, int seed)
    {
        this.server = new Uri(server);
        this.share = share;
        random = new Random(seed);
        listener.Start(512);
        _ = AcceptAsync();
    }

    internal string Endpoint => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    /// <summary>Called with the request line before a request goes on.</summary>
    internal Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>503s, resets, truncated and trickling bodies so far.</summary>
    internal IReadOnlyList<int> Faults => faults;

    public void Dispose()
    {
        stop.Cancel();
        listener.Dispose();
    }

    private static string Busy(string body) =>
        $"HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync(stop.Token);
                _ = ServeAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        try
        {
            using (client)
            {
                await using var stream = new NetworkStream(client);
                var head = Encoding.ASCII.GetString(await ReadHeadAsync(stream));
                if (head.Length == 0)
                    return;
                var fault = Next();
                if (fault == 0)
                {
                    await stream.WriteAsync(SlowDown, stop.Token);
                }
                else if (fault == 1)
                {
                    client.LingerState = new LingerOption(true, 0);
                }
                else
                {
                    await Before(head[..head.IndexOf('\r', StringComparison.Ordinal)]);
                    await ForwardAsync(head, stream, fault);
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Either side has gone.
        }
    }

    /// <returns>A kind of fault, or -1.</returns>
    private int Next()
    {
        lock (random)
        {
            if (random.NextDouble() >= share)
                return -1;
            var fault = random.Next(4);
            faults[fault]++;
            return fault;
        }
    }

    private async Task ForwardAsync(string head, NetworkStream client, int fault)
    {
        using var upstream = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await upstream.ConnectAsync(server.Host, server.Port, stop.Token);
        await using var stream = new NetworkStream(upstream);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n", StringComparison.Ordinal)), stop.Token);
        var answer = await ReadHeadAsync(stream);
        await client.WriteAsync(answer, stop.Token);
        using var body = new MemoryStream();
        await stream.CopyToAsync(body, stop.Token);
        var bytes = body.ToArray().AsMemory();
        if (fault == 2)
            bytes = bytes[..(bytes.Length / 2)];
        for (var i = 0; fault == 3 && i < Math.Min(100, bytes.Length); i++)
        {
            await client.WriteAsync(bytes[..1], stop.Token);
            bytes = bytes[1..];
            await Task.Delay(300, stop.Token);
        }

        await client.WriteAsync(bytes, stop.Token);
    }

    /// <summary>Bytes up to and with the empty line; a byte at a time, so that none of the body are among them.</summary>
    private async Task<byte[]> ReadHeadAsync(NetworkStream stream)
    {
        var head = new List<byte>(1024);
        var one = new byte[1];
        while (head.Count < 4 || !head.TakeLast(4).SequenceEqual(HeadEnd))
        {
            if (await stream.ReadAsync(one, stop.Token) == 0)
                return [];
            head.Add(one[0]);
        }

        return [.. head];
    }
}
