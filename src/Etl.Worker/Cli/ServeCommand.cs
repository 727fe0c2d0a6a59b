using System.CommandLine;
using Etl.Worker.Configuration;
using Etl.Worker.Web.Hosting;

namespace Etl.Worker.Cli;

/// <summary><c>etl serve</c>: the pages and the API of a lake's warehouse, and the schedule of its refreshes.</summary>
internal static class ServeCommand
{
    public static EtlCommand Create(Operations operations)
    {
        var config = new ConfigOptions();
        var lake = CommandOptions.Lake();
        var listen = new Option<string>("--listen")
        {
            Description = "Address and port, port 0 for one that is free; another than loopback needs TLS or --behind-proxy (default: 127.0.0.1:8080)",
            HelpName = "ADDRESS:PORT",
        };
        var hosts = new Option<string[]>("--host")
        {
            Description = "A name by which browsers reach the server; others are refused",
            HelpName = "NAME",
            AllowMultipleArgumentsPerToken = true,
        };
        var behindProxy = new Option<bool>("--behind-proxy") { Description = "A proxy does TLS, and only it reaches this server" };
        var behindLoopback = new Option<bool>("--behind-loopback")
        {
            Description = "Only loopback reaches this server, as in a container whose port is published on 127.0.0.1",
        };
        var certificate = new Option<string?>("--certificate") { Description = "Certificate for TLS, with those above it (PEM)", HelpName = "FILE" };
        var key = new Option<string?>("--certificate-key") { Description = "Its key (PEM)", HelpName = "FILE" };
        return new EtlCommand("serve", "Show the warehouse in a browser, answer its JSON API, and refresh it on schedule.",
        [
            "etl serve --lake ./lake",
            "etl serve --config /etc/etl/etl.json",
            "etl serve --lake ./lake --listen 0.0.0.0:8443 --host etl.example.org --certificate chain.pem --certificate-key key.pem",
            "etl serve --lake ./lake --behind-proxy --host etl.example.org",
        ])
        {
            Notes =
            [
                "The start prints a link that signs one browser in, once, within ten minutes. etl token create makes tokens for others.",
                "What a refresh publishes is shown from then on; requests that run keep the version they began with.",
                "Sources, schedules and webhooks are settings of the configuration: docs/configuration.md.",
            ],
            Options = { config.File, config.Set, lake, listen, hosts, behindProxy, behindLoopback, certificate, key },
            Run = (parse, terminal, cancel) =>
            {
                var settings = config.Load(parse, operations.Environment, Given(parse)).Config;
                var options = Options(settings) with { Refresh = operations.Refresh };
                Check(options);
                operations.Serve(options, terminal, cancel);
                return ExitCode.Done;
            },
        };

        IEnumerable<(string Path, string Value, string Option)> Given(ParseResult parse)
        {
            if (parse.GetResult(lake) is { Implicit: false })
                yield return ("lake", parse.GetValue(lake)!, "--lake");
            if (parse.GetValue(listen) is { } address)
                yield return ("serve.listen", address, "--listen");
            if (parse.GetValue(hosts) is { Length: > 0 } names)
                yield return ("serve.hosts", string.Join(',', names), "--host");
            if (parse.GetValue(behindProxy))
                yield return ("serve.behind_proxy", "true", "--behind-proxy");
            if (parse.GetValue(behindLoopback))
                yield return ("serve.behind_loopback", "true", "--behind-loopback");
            if (parse.GetValue(certificate) is { } file)
                yield return ("serve.certificate", file, "--certificate");
            if (parse.GetValue(key) is { } keyFile)
                yield return ("serve.certificate_key", keyFile, "--certificate-key");
        }
    }

    private static WebOptions Options(EtlConfig settings) => new()
    {
        Config = settings,
        Lake = settings.Lake,
        Listen = ListenAddress.Parse(settings.Serve.Listen) ?? throw new UsageException(
            $"serve.listen (--listen) takes an address and a port, not '{settings.Serve.Listen}'.", "For example --listen 127.0.0.1:8080."),
        Hosts = settings.Serve.Hosts,
        BehindProxy = settings.Serve.BehindProxy,
        BehindLoopback = settings.Serve.BehindLoopback,
        Certificate = settings.Serve.Certificate,
        CertificateKey = settings.Serve.CertificateKey,
    };

    private static void Check(WebOptions options)
    {
        var problems = options.Problems().ToList();
        // With sources the first refresh makes it.
        if (!Directory.Exists(options.Lake) && options.Config.Sources.Count == 0)
            problems.Add($"The lake '{options.Lake}' does not exist.");
        if (problems.Count > 0)
            throw new UsageException(problems, "etl serve --help shows examples.");
    }
}
