using Etl.Worker.Cli;
using Etl.Worker.Configuration;

namespace Etl.Worker.Web.Hosting;

/// <summary>How the pages are served.</summary>
public sealed record WebOptions
{
    public required string Lake { get; init; }

    /// <summary>What else is configured: sources, schedules, limits of the console, dashboards.</summary>
    public EtlConfig Config { get; init; } = new();

    /// <summary>Runs refreshes; null: this server runs none.</summary>
    public RunRefresh? Refresh { get; init; }

    public ListenAddress Listen { get; init; } = new(System.Net.IPAddress.Loopback, 8080);

    /// <summary>Names by which browsers reach the server, beside those of loopback and the address it listens on.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>A proxy on the way does TLS, and is the only one that can reach the server.</summary>
    public bool BehindProxy { get; init; }

    /// <summary>Only loopback reaches the address, as in a container whose port is published on 127.0.0.1.</summary>
    public bool BehindLoopback { get; init; }

    /// <summary>PEM file with the certificate and those above it.</summary>
    public string? Certificate { get; init; }

    /// <summary>PEM file with the certificate's key.</summary>
    public string? CertificateKey { get; init; }

    public bool IsHttps => BehindProxy || Certificate is not null;

    /// <summary>Everything that is wrong with them, a sentence each.</summary>
    public IEnumerable<string> Problems()
    {
        if (!Listen.IsLoopback && !IsHttps && !BehindLoopback)
            yield return $"{Listen.Address} is reached from other machines, so it needs TLS: give --certificate and --certificate-key, "
                + "or --behind-proxy where a proxy does it.";
        if (Certificate is null != CertificateKey is null)
            yield return "--certificate and --certificate-key go together.";
        if (Certificate is not null && BehindProxy)
            yield return "--certificate and --behind-proxy exclude each other: either this server does TLS or the proxy.";
        if (BehindProxy && Hosts.Count == 0)
            yield return "--behind-proxy needs --host: the name under which browsers reach the proxy.";
        foreach (var file in new[] { Certificate, CertificateKey }.Where(file => file is not null && !File.Exists(file)))
            yield return $"The file '{file}' does not exist.";
        foreach (var host in Hosts.Where(host => Uri.CheckHostName(host) == UriHostNameType.Unknown))
            yield return $"--host takes a name without scheme and port, not '{host}'.";
    }
}
