using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Etl.EndToEnd.Tests.Running;

namespace Etl.EndToEnd.Tests.Schedule;

/// <summary>Debian's PostgreSQL, in a folder of the test's, as somebody whom permissions bind: it refuses to run as root.</summary>
internal sealed class PostgresServer : IDisposable
{
    private static readonly string? Binaries = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).LastOrDefault() is { } version ? Path.Combine(version, "bin") : null : null;

    private readonly string folder = Directory.CreateTempSubdirectory("etl-pg-").FullName;
    private readonly Process server;

    public PostgresServer()
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);
        var data = Path.Combine(folder, "data");
        var made = Finished.Run(Command[0], [.. Command[1..], Path.Combine(Binaries!, "initdb"), "-D", data, "-U", "etl", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]);
        Assert.True(made.ExitCode == 0, made.Errors);
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }

        server = Process.Start(new ProcessStartInfo(
            Command[0], [.. Command[1..], Path.Combine(Binaries!, "postgres"), "-D", data, "-p", $"{Port}", "-h", "127.0.0.1", "-k", folder, "-F"])
        { RedirectStandardError = true })!;
        server.ErrorDataReceived += (_, _) => { };
        server.BeginErrorReadLine();
        for (var i = 0; i < 300 && Finished.Run(Path.Combine(Binaries!, "pg_isready"), ["-h", "127.0.0.1", "-p", $"{Port}"]).ExitCode != 0; i++)
            Thread.Sleep(100);
    }

    public static bool IsPossible => Binaries is not null && Unprivileged;

    public int Port { get; }

    public string ConnectionString => $"Host=127.0.0.1;Port={Port};Username=etl;Database=postgres";

    private static bool Unprivileged => Reliability.Unprivileged.IsPossible;

    private static string[] Command => Environment.IsPrivilegedProcess
        ? ["/usr/bin/setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"] : ["/usr/bin/env"];

    public void Dispose()
    {
        // SIGINT is a fast shutdown; setpriv has become postgres itself.
        using (var kill = Process.Start("kill", ["-INT", server.Id.ToString()]))
            kill.WaitForExit();
        if (!server.WaitForExit(20_000))
            server.Kill(entireProcessTree: true);
        server.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>A test with PostgreSQL: skipped in sight where it is not installed, failed under CI=true.</summary>
internal sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("CI") != "true" && !PostgresServer.IsPossible)
            Skip = "PostgreSQL is not installed.";
    }
}
