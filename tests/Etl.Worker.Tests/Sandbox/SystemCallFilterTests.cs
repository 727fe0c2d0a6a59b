using System.Diagnostics;
using System.Runtime.InteropServices;
using Etl.Worker.Sandbox;

namespace Etl.Worker.Tests.Sandbox;

/// <summary>What the kernel still lets a process do that has given its rights away. The process is this test's own (<see cref="Main"/>).</summary>
public sealed class SystemCallFilterTests
{
    internal const string Verb = "--what-the-filter-leaves";

    [Fact]
    public void AfterTheFilter_NoFileSocketOrProcess()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture is not (Architecture.X64 or Architecture.Arm64))
            return;
        var start = new ProcessStartInfo(Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : "dotnet",
            [typeof(SystemCallFilterTests).Assembly.Location, Verb])
        { RedirectStandardOutput = true };
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.Equal("installed\nwrite refused\nread allowed\ndelete refused\nrename refused\nsocket refused\nprocess refused\nthread allowed\n", output);
    }

    /// <summary>Tries one of each and says how it went.</summary>
    internal static int Try()
    {
        var folder = Directory.CreateTempSubdirectory("etl-filter-").FullName;
        var file = Path.Combine(folder, "file");
        File.WriteAllText(file, "content");
        Console.WriteLine(SystemCallFilter.Install() ? "installed" : "not installed");
        Attempt("write", () => File.WriteAllText(Path.Combine(folder, "new"), "x"));
        Attempt("read", () => File.ReadAllText(file));
        Attempt("delete", () => File.Delete(file));
        Attempt("rename", () => File.Move(file, file + "2"));
        Attempt("socket", () => new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp).Dispose());
        Attempt("process", () => Process.Start("/bin/true").WaitForExit());
        Attempt("thread", () =>
        {
            var thread = new Thread(() => { });
            thread.Start();
            thread.Join();
        });
        return 0;
    }

    private static void Attempt(string what, Action action)
    {
        try
        {
            action();
            Console.WriteLine($"{what} allowed");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Net.Sockets.SocketException or System.ComponentModel.Win32Exception)
        {
            Console.WriteLine($"{what} refused");
        }
    }
}
