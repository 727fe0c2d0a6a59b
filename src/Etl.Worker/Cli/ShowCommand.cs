using System.CommandLine;

namespace Etl.Worker.Cli;

internal static class ShowCommand
{
    public static EtlCommand Create() => new("show", "x", ["etl show FILE"]) { Run = (_, _, _) => 0 };
}
