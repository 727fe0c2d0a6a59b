using System.Diagnostics;

namespace Etl.Worker.Tests.Cli;

/// <summary>What only a process of its own can show: signals, pipes, exit codes.</summary>
public sealed class ProcessTests
{
    private const int Patience = 30_000;

    [Fact]
    public void Redirected_NoEscapeBytes_EvenWhereTheTerminalHasColours()
    {
        using var process = Start(new() { ["TERM"] = "xterm-256color" }, "refresh", "--source", "/no");

        var (output, error) = (process.StandardOutput.ReadToEnd(), process.StandardError.ReadToEnd());

        Assert.True(process.WaitForExit(Patience));
        Assert.Equal((2, ""), (process.ExitCode, output));
        Assert.DoesNotContain('\e', error);
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public void Signal_StopsCleanly(string signal, int code)
    {
        using var process = Start([], "refresh", "--source", "/", "--json");
        AwaitLine(process, "started");

        Send(signal, process);

        Assert.True(process.WaitForExit(Patience));
        Assert.Equal(code, process.ExitCode);
        Assert.Contains($"\"type\":\"exit_error\",\"code\":{code},", process.StandardOutput.ReadToEnd());
    }

    [Fact]
    public void SecondSignal_EndsWorkThatDoesNotListen()
    {
        using var process = Start([], "refresh", "--source", "/", "--threads", "1");
        AwaitLine(process, "started");

        Send("INT", process);
        AwaitLine(process, "asked");
        Send("INT", process);

        Assert.True(process.WaitForExit(Patience));
        Assert.Equal(130, process.ExitCode);
    }

    [Fact]
    public void ClosedPipe_EndsAnEndlessQueryQuietly()
    {
        using var folder = new TemporaryFolder();
        using var process = Start([], "query", "--warehouse", folder.File("w"), "endless");

        Assert.Equal("n", process.StandardOutput.ReadLine());
        process.StandardOutput.Close();

        Assert.True(process.WaitForExit(Patience));
        Assert.Equal((0, ""), (process.ExitCode, process.StandardError.ReadToEnd()));
    }

    private static Process Start(Dictionary<string, string> variables, params string[] args)
    {
        // A shell without job control starts what runs in its background with SIGINT ignored, and so all that is started from there.
        string[] command = ["--default-signal=INT,TERM", "dotnet", typeof(FakeProgram).Assembly.Location, .. args];
        var start = new ProcessStartInfo(OperatingSystem.IsLinux() ? "env" : command[1], OperatingSystem.IsLinux() ? command : command[2..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static void AwaitLine(Process process, string line)
    {
        while (process.StandardError.ReadLine() is { } read)
        {
            if (read == line)
                return;
        }

        Assert.Fail($"The process ended before it said '{line}'.");
    }

    private static void Send(string signal, Process process)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString()]);
        kill.WaitForExit();
    }
}
