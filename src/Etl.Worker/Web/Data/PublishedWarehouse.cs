using System.Diagnostics;
using System.Runtime.InteropServices;
using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Delta;
using Etl.Worker.Web.Access;

namespace Etl.Worker.Web.Data;

/// <summary>
/// The warehouse that is published now. A refresh puts a new file in the old one's place; whoever asks after that gets the new one, whoever
/// began before keeps the old one to the end.
/// </summary>
public sealed class PublishedWarehouse(string file, ServeFolder folder, Action<string> report) : IDisposable
{
    private readonly Lock opening = new();
    private (DateTime Written, long Length)? tried;
    private WarehouseSnapshot? current;
    private long tryAgainAt = long.MaxValue;
    private bool isDisposed;

    /// <summary>Why the newest file is not the one that is used; null when it is.</summary>
    public string? Problem { get; private set; }

    /// <summary>The newest version, until the lease is disposed; null when there is none.</summary>
    public WarehouseLease? Acquire()
    {
        for (var seen = Volatile.Read(ref current); seen is not null; seen = Volatile.Read(ref current))
        {
            // Opening a file takes a moment; meanwhile the others go on with the version they know.
            if ((Identity() != tried || Environment.TickCount64 > tryAgainAt) && opening.TryEnter())
            {
                try
                {
                    Refresh();
                }
                finally
                {
                    opening.Exit();
                }

                continue;
            }

            if (seen.TryUse())
                return new WarehouseLease(seen);
        }

        lock (opening)
        {
            Refresh();
            return current is not null && current.TryUse() ? new WarehouseLease(current) : null;
        }
    }

    public void Dispose()
    {
        lock (opening)
        {
            isDisposed = true;
            current?.Release();
            current = null;
        }
    }

    private (DateTime, long)? Identity()
    {
        var info = new FileInfo(file);
        return info.Exists ? (info.LastWriteTimeUtc, info.Length) : null;
    }

    private void Refresh()
    {
        var now = Identity();
        if (isDisposed || now == tried && Environment.TickCount64 <= tryAgainAt)
            return;
        tried = now;
        tryAgainAt = long.MaxValue;
        if (now is null)
            return;
        try
        {
            var before = current;
            Volatile.Write(ref current, Open());
            before?.Release();
            Problem = null;
            report($"Serving version {current!.Version.Id}.");
        }
        catch (Exception e) when (e is DuckDbException or IOException or UnauthorizedAccessException)
        {
            // Not for ever: what was short (memory, open files) may be there again. DuckDB's words may quote the file's contents.
            tryAgainAt = Environment.TickCount64 + 10_000;
            Problem = e is DuckDbException duckDb ? $"The published file cannot be opened ({duckDb.ErrorType})." : e.Message;
            report($"{Problem} {(current is null ? "There is no older version to serve." : "The version before it is served on.")}");
        }
    }

    /// <summary>
    /// Opens the file by a second name (a hard link), which keeps naming this very version when the first names the next; so whoever opens
    /// it once more by <see cref="WarehouseSnapshot.File"/> gets the same.
    /// </summary>
    private WarehouseSnapshot Open()
    {
        var link = TryLink();
        var snapshot = WarehouseSnapshot.Open(link ?? file, () =>
        {
            if (link is not null)
                File.Delete(link);
        });
        return snapshot;
    }

    private string? TryLink()
    {
        if (OperatingSystem.IsWindows())
            return null;
        try
        {
            var open = folder.Create("open");
            if (current is null)
                RemoveLeftOvers(open);
            var link = Path.Combine(open, $"{Environment.ProcessId}.{Guid.NewGuid():N}.duckdb");
            return Durable.Native.Link(file, link) == 0 ? link : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ExternalException)
        {
            // A lake that is mounted read-only.
            return null;
        }
    }

    /// <summary>Names that processes which were killed have left.</summary>
    private static void RemoveLeftOvers(string open)
    {
        foreach (var left in Directory.GetFiles(open))
            if (!int.TryParse(Path.GetFileName(left).Split('.')[0], out var process) || process == Environment.ProcessId || !IsAlive(process))
                File.Delete(left);
    }

    private static bool IsAlive(int process)
    {
        try
        {
            using var other = Process.GetProcessById(process);
            return !other.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}

/// <summary>The use of one version.</summary>
public sealed class WarehouseLease(WarehouseSnapshot snapshot) : IDisposable
{
    private int released;

    public WarehouseSnapshot Snapshot => snapshot;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref released, 1) == 0)
            snapshot.Release();
    }
}
