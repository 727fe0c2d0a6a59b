using System.CommandLine;
using Etl.Worker.Web.Hosting;

namespace Etl.Worker.Cli;

/// <summary><c>etl serve</c>: the pages and the API of a lake's warehouse.</summary>
internal static class ServeCommand
{
    public static EtlCommand Create(RunServer serve)
    {
        var lake = CommandOptions.Lake();
        var listen = new Option<string>("--listen")
        {
            Description = "Address and port, port 0 for one that is free; another than loopback needs TLS or --behind-proxy",
            HelpName = "ADDRESS:PORT",
            DefaultValueFactory = _ => "127.0.0.1:8080",
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
        return new EtlCommand("serve", "Show the warehouse in a browser, and answer its JSON API.",
        [
            "etl serve --lake ./lake",
            "etl serve --lake ./lake --listen 0.0.0.0:8443 --host etl.example.org --certificate chain.pem --certificate-key key.pem",
            "etl serve --lake ./lake --behind-proxy --host etl.example.org",
        ])
        {
            Notes =
            [
                "The start prints a link that signs one browser in, once, within ten minutes. etl token create makes tokens for others.",
                "What a refresh publishes is shown from then on; requests that run keep the version they began with.",
            ],
            Options = { lake, listen, hosts, behindProxy, behindLoopback, certificate, key },
            Run = (parse, terminal, cancel) =>
            {
                var options = new WebOptions
                {
                    Lake = parse.GetValue(lake)!,
                    Listen = ListenAddress.Parse(parse.GetValue(listen)!) ?? throw new UsageException(
                        $"--listen takes an address and a port, not '{parse.GetValue(listen)}'.", "For example --listen 127.0.0.1:8080."),
                    Hosts = parse.GetValue(hosts) ?? [],
                    BehindProxy = parse.GetValue(behindProxy),
                    BehindLoopback = parse.GetValue(behindLoopback),
                    Certificate = parse.GetValue(certificate),
                    CertificateKey = parse.GetValue(key),
                };
                var problems = options.Problems().ToList();
                if (!Directory.Exists(options.Lake))
                    problems.Add($"The lake '{options.Lake}' does not exist.");
                if (problems.Count > 0)
                    throw new UsageException(problems, "etl serve --help shows examples.");
                serve(options, terminal, cancel);
                return ExitCode.Done;
            },
        };
    }
}
