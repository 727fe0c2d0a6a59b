using System.Globalization;

namespace Etl.Worker.Jobs;

/// <summary>What refreshes said as they ran: a file each, in the lake's <c>_runs</c>. A line is time, kind and message, parted by tabs.</summary>
public sealed class RunLog(string lake)
{
    /// <summary>Files kept; the oldest go. Names begin with the time (UUID version 7).</summary>
    private const int Most = 2_000;

    private readonly string folder = Path.Combine(lake, "_runs");

    /// <summary>Lines from this one on, oldest first, and how many there are; empty when the refresh left none.</summary>
    /// <param name="refreshId">Of the refresh.</param>
    /// <param name="from">Counted from 0.</param>
    /// <param name="count">Lines given at most.</param>
    public (IReadOnlyList<RunEvent> Lines, int All) Read(string refreshId, int from, int count)
    {
        if (!Guid.TryParse(refreshId, out var id) || !File.Exists(PathOf(id.ToString())))
            return ([], 0);
        var lines = new List<RunEvent>();
        var all = 0;
        using var reader = new StreamReader(new FileStream(PathOf(id.ToString()), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (reader.ReadLine() is { } line)
        {
            if (all++ >= from && lines.Count < count && line.Split('\t', 3) is [var at, var kind, var message]
                && DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
                lines.Add(new RunEvent(time, kind, message));
        }

        return (lines, all);
    }

    internal Writing Open(string refreshId)
    {
        Directory.CreateDirectory(folder);
        foreach (var old in Directory.GetFiles(folder, "*.log").Order(StringComparer.Ordinal).SkipLast(Most - 1))
            File.Delete(old);
        return new Writing(PathOf(refreshId));
    }

    private string PathOf(string refreshId) => Path.Combine(folder, refreshId + ".log");

    /// <summary>A log that is written, line by line.</summary>
    internal sealed class Writing(string path) : IDisposable
    {
        private readonly Lock gate = new();
        private readonly StreamWriter writer = new(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read)) { AutoFlush = true, NewLine = "\n" };
        private bool isClosed;

        internal void Write(RunEvent said)
        {
            lock (gate)
            {
                if (!isClosed)
                    writer.WriteLine($"{said.At.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}\t{said.Kind}\t{said.Message.ReplaceLineEndings(" ").Replace('\t', ' ')}");
            }
        }

        public void Dispose()
        {
            lock (gate)
            {
                isClosed = true;
                writer.Dispose();
            }
        }
    }
}
