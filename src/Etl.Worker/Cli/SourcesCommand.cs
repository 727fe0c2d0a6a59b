using System.CommandLine;
using Etl.Worker.Sources;

namespace Etl.Worker.Cli;

/// <summary><c>etl sources</c>: what has to do with sources before any of it is read.</summary>
internal static class SourcesCommand
{
    public static EtlCommand Create(CheckSource check) => new("sources", "Find out whether sources can be read.",
    [
        "etl sources check /archive s3://bucket/prefix",
    ])
    {
        Subcommands = { Check(check) },
        Run = (_, _, _) => throw new UsageException("Say what to do with the sources: check.", "See `etl sources --help`."),
    };

    private static EtlCommand Check(CheckSource check)
    {
        var sources = new Argument<string[]>("source")
        {
            Description = "Folders, files, buckets or lists of objects (manifest:FILE, inventory:MANIFEST.JSON)",
            HelpName = "SOURCE",
            Arity = ArgumentArity.OneOrMore,
        };
        var buckets = new SourceCommandOptions();
        var json = CommandOptions.Json("JSON lines: one for each source");
        var command = new EtlCommand("check", "Reach, list and read each source a little, and say what is wrong. Answers 1 when one cannot be read.",
        [
            "etl sources check s3://bucket/prefix",
            "etl sources check s3://idc-open-data --anonymous --region us-east-1",
            "etl sources check s3://bucket --endpoint http://127.0.0.1:9000 --json",
        ])
        {
            Arguments = { sources },
            Options = { json },
            Run = (parse, terminal, cancel) =>
            {
                var named = parse.GetRequiredValue(sources);
                var options = buckets.Of(parse, named);
                if (SourceCommandOptions.Problems(options, named).ToList() is { Count: > 0 } problems)
                    throw new UsageException(problems);
                var failed = 0;
                foreach (var source in named)
                {
                    var finding = check(options.FirstOrDefault(o => o.Uri == source) ?? new SourceOptions { Uri = source }, cancel);
                    failed += finding.Problem is null ? 0 : 1;
                    Write(terminal, source, finding, parse.GetValue(json));
                }

                terminal.Flush();
                return failed == 0 ? ExitCode.Done : ExitCode.Failed;
            },
        };
        buckets.AddTo(command);
        return command;
    }

    private static void Write(Terminal terminal, string source, SourceFinding finding, bool json)
    {
        if (json)
        {
            JsonLines.Write(terminal.Data, "source", writer =>
            {
                writer.WriteString("source", source);
                writer.WriteBoolean("ok", finding.Problem is null);
                writer.WriteString("found", finding.Found);
                writer.WriteString("problem", finding.Problem);
            });
        }
        else
        {
            terminal.Out.WriteLine($"{Escaped.Value(source)}: {(finding.Problem is { } problem ? "not readable. " + Escaped.Value(problem) : "ok, " + finding.Found)}");
        }
    }
}
