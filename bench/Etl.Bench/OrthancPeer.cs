using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Etl.Bench;

/// <summary>Orthanc takes the same files over its REST API and indexes them, two at a time; its storage is a temporary folder.</summary>
internal static class OrthancPeer
{
    private static readonly string[] Places = ["/usr/sbin/Orthanc", "/usr/bin/Orthanc", "/usr/local/sbin/Orthanc"];

    internal static bool IsInstalled => Places.Any(File.Exists);

    internal static Timing Index(IReadOnlyList<string> files)
    {
        var work = Directory.CreateTempSubdirectory("etl-bench-orthanc-").FullName;
        var port = FreePort();
        var configuration = Path.Combine(work, "orthanc.json");
        File.WriteAllText(configuration, $$"""
            { "Name": "bench", "StorageDirectory": "{{work}}/db", "IndexDirectory": "{{work}}/db", "HttpPort": {{port}}, "DicomServerEnabled": false,
              "RemoteAccessAllowed": false, "AuthenticationEnabled": false, "HttpThreadsCount": 4, "Plugins": [] }
            """);
        using var server = Process.Start(new ProcessStartInfo(Places.First(File.Exists), [configuration])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        server.OutputDataReceived += (_, _) => { };
        server.ErrorDataReceived += (_, _) => { };
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        try
        {
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
            Await(client);
            var cpu = server.TotalProcessorTime;
            var watch = Stopwatch.StartNew();
            Parallel.ForEach(files, new ParallelOptions { MaxDegreeOfParallelism = 2 }, file =>
            {
                using var content = new ByteArrayContent(File.ReadAllBytes(file));
                using var answer = client.PostAsync("instances", content).GetAwaiter().GetResult();
            });
            server.Refresh();
            return new Timing(watch.Elapsed.TotalSeconds, (server.TotalProcessorTime - cpu).TotalSeconds, server.PeakWorkingSet64);
        }
        finally
        {
            server.Kill();
            server.WaitForExit();
            Directory.Delete(work, recursive: true);
        }
    }

    private static void Await(HttpClient client)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var answer = client.GetAsync("system").GetAwaiter().GetResult();
                return;
            }
            catch (HttpRequestException) when (attempt < 100)
            {
                Thread.Sleep(100);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
