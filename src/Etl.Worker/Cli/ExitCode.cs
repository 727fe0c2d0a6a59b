namespace Etl.Worker.Cli;

/// <summary>What the process answers. The numbers are stable; an unknown one is a failure.</summary>
internal static class ExitCode
{
    /// <summary>Done, quarantined objects included.</summary>
    public const int Done = 0;

    public const int Failed = 1;

    /// <summary>Bad usage or configuration; nothing was done.</summary>
    public const int Usage = 2;

    /// <summary>Done, but with <c>--strict</c> and this refresh quarantined something.</summary>
    public const int Quarantined = 3;

    /// <summary>Ctrl-C (128 + SIGINT).</summary>
    public const int Interrupted = 130;

    /// <summary>128 + SIGTERM.</summary>
    public const int Terminated = 143;

    /// <summary>The code's word in JSON.</summary>
    public static string Name(int code) => code switch
    {
        Done => "done",
        Usage => "usage",
        Quarantined => "quarantined",
        Interrupted => "interrupted",
        Terminated => "terminated",
        _ => "failed",
    };
}
