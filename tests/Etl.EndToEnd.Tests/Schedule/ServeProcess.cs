using System.Diagnostics;

namespace Etl.EndToEnd.Tests.Schedule;

/// <summary><c>etl serve</c> as a process, from its first line to its end.</summary>
internal sealed class ServeProcess : IDisposable
{
    private readonly Process process;
    private readonly List<string> lines = [];

    public ServeProcess(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "etl.dll"), "serve", .. arguments])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        process = Process.Start(start)!;
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.BeginErrorReadLine();
        var first = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"etl serve said nothing: {Log}");
        Url = first[(first.IndexOf(" at ", StringComparison.Ordinal) + 4)..];
        LoginUrl = process.StandardOutput.ReadLine()!.Split(": ", 2)[1];
    }

    public string Url { get; }

    /// <summary>Signs one browser in.</summary>
    public string LoginUrl { get; }

    /// <summary>What it said on standard error.</summary>
    public string Log
    {
        get
        {
            lock (lines)
                return string.Join('\n', lines);
        }
    }

    /// <summary>Asks it to end, and gives its exit code.</summary>
    public int Stop()
    {
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString()]))
            kill.WaitForExit();
        Assert.True(process.WaitForExit(60_000), "etl serve did not end.");
        return process.ExitCode;
    }

    /// <summary>Ends it without asking.</summary>
    public void Kill()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        process.Dispose();
    }

    private void Add(string? line)
    {
        lock (lines)
            lines.Add(line ?? "");
    }
}
