using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Etl.Worker.Sandbox;

/// <summary>A process for one statement, with nothing of this process's environment.</summary>
internal sealed class SandboxProcess : IDisposable
{
    private readonly Process process;

    private SandboxProcess(Process process) => this.process = process;

    internal Stream Input => process.StandardInput.BaseStream;

    internal Stream Output => process.StandardOutput.BaseStream;

    internal static SandboxProcess Start()
    {
        var start = new ProcessStartInfo
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetPathRoot(AppContext.BaseDirectory)!,
        };
        var runtime = RuntimeEnvironment.GetRuntimeDirectory();
        var host = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        if (File.Exists(host))
        {
            start.FileName = host;
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "etl.dll"));
        }
        else
        {
            start.FileName = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "etl.exe" : "etl");
        }

        start.ArgumentList.Add(SandboxChild.Verb);
        start.Environment.Clear();
        // No debugger's socket; a small heap, so that a limit of the address space can be small; no second mapping of code.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x18000000";
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        var process = Process.Start(start)!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        return new SandboxProcess(process);
    }

    /// <summary>Resident memory in bytes; 0 once it has ended.</summary>
    internal long ResidentBytes()
    {
        try
        {
            if (!OperatingSystem.IsLinux())
            {
                process.Refresh();
                return process.WorkingSet64;
            }

            var pages = File.ReadAllText($"/proc/{process.Id}/statm").Split(' ')[1];
            return long.Parse(pages, CultureInfo.InvariantCulture) * Environment.SystemPageSize;
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or IndexOutOfRangeException)
        {
            return 0;
        }
    }

    internal void Kill()
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }
    }

    /// <summary>Waits for the end. Signals that ended it count from 128.</summary>
    internal async Task<int> ExitCodeAsync()
    {
        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        return process.ExitCode;
    }

    public void Dispose()
    {
        Kill();
        process.Dispose();
    }
}
