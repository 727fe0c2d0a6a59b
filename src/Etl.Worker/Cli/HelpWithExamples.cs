using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Etl.Worker.Cli;

/// <summary>The library's help page, then what only we know: examples, notes, exit codes.</summary>
internal sealed class HelpWithExamples(HelpAction page) : SynchronousCommandLineAction
{
    private const string RootTail = """
        Examples:
          etl demo
          etl refresh --source /archive --lake ./lake
          etl query "select Modality, count(*) as instances from dicom_all group by all"

        Exit codes:
          0 done (quarantined objects included)   1 failed   2 bad usage or configuration
          3 with --strict, when this refresh quarantined something   130 Ctrl-C   143 terminated
        """;

    public override bool ClearsParseErrors => page.ClearsParseErrors;

    public override int Invoke(ParseResult parseResult)
    {
        page.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is not EtlCommand command)
        {
            output.WriteLine(RootTail);
            return ExitCode.Done;
        }

        foreach (var note in command.Notes)
            output.WriteLine(note);
        if (command.Notes.Count > 0)
            output.WriteLine();
        output.WriteLine(command.Examples.Count == 1 ? "Example:" : "Examples:");
        foreach (var example in command.Examples)
            output.WriteLine("  " + example);
        return ExitCode.Done;
    }
}
