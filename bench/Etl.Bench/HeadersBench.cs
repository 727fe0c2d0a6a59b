using System.Diagnostics;
using Etl.Schema.Columns;
using Etl.Worker.Sources;

namespace Etl.Bench;

/// <summary>Header → column builders on one core: open, read, parse, flatten; nothing is written.</summary>
internal static class HeadersBench
{
    /// <summary>Batches are emptied and filled again, as in a large refresh, where writing a part empties them.</summary>
    private const int RowsOfBatch = 4096;

    /// <summary>Headers read before the first measured pass: the page cache is warm by then, and the compiler has done its last turn.</summary>
    private const int WarmUp = 80_000;

    internal static void Run(BenchArchive archive, BenchOptions options, Report report)
    {
        var ours = new List<Timing>();
        var peers = Peers.Installed(report).ToList();
        var theirs = peers.ConvertAll(_ => new List<Timing>());
        var bytesRead = 0L;
        var allocations = new List<long>();
        // As after a listing, which gives paths and sizes.
        using var source = new LocalFolder(archive.Folder);
        var files = archive.Files.Select(f => new ObjectInfo(source, f, new FileInfo(f).Length, default)).ToList();
        using var batches = new InstanceBatches("bench", new ColumnBudget(), keepPrivate: false);
        for (var done = 0; done < WarmUp; done += archive.Files.Count)
            Read(batches, files, out _, out _);
        // Reading what the others print takes memory too: that is not counted.
        var pause = TimeSpan.Zero;
        for (var round = 0; round < options.Rounds; round++)
        {
            var before = GC.GetTotalPauseDuration();
            ours.Add(Read(batches, files, out bytesRead, out var allocated));
            pause += GC.GetTotalPauseDuration() - before;
            allocations.Add(allocated / archive.Files.Count);
            for (var i = 0; i < peers.Count; i++)
                theirs[i].Add(peers[i].Read(archive.Folder));
        }

        var us = Timing.Median(ours);
        var start = Peers.Start();
        var rows = new List<string[]> { Row("etl", us) };
        for (var i = 0; i < peers.Count; i++)
        {
            var median = Timing.Median(theirs[i]);
            rows.Add(Row(peers[i].Name, peers[i].Name.StartsWith("pydicom", StringComparison.Ordinal) ? median with { Cpu = median.Cpu - start.Cpu } : median));
        }

        report.Table(
            $"Headers → columns, one core, CPU seconds (medians of {options.Rounds}; pydicom's without its start of {start.Cpu:F2} s). " +
            $"Bytes read an instance: {bytesRead / archive.Files.Count:N0}. Allocated a header: {allocations.Order().ElementAt(allocations.Count / 2):N0} bytes. " +
            $"Pauses of the garbage collector: {pause.TotalSeconds / ours.Sum(t => t.Wall):P1} of the time.",
            ["program", "CPU s", "headers/s", "ratio"], rows);

        string[] Row(string name, Timing timing) =>
            [name, $"{timing.Cpu:F2}", $"{archive.Files.Count / timing.Cpu:N0}", $"{timing.Cpu / us.Cpu:F1}"];
    }

    private static Timing Read(InstanceBatches batches, List<ObjectInfo> files, out long bytesRead, out long allocated)
    {
        var parser = new InstanceParser(batches);
        var buffer = new byte[4 << 20];
        bytesRead = 0;
        var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var reader = files[0].Source.OpenReader();
        foreach (var item in files)
        {
            bytesRead += ReadOne(item, reader, parser, buffer);
            if (parser.Batch.RowCount >= RowsOfBatch)
                parser.Batch.Clear();
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        process.Refresh();
        return new Timing(watch.Elapsed.TotalSeconds, (process.TotalProcessorTime - cpu).TotalSeconds);
    }

    private static long ReadOne(in ObjectInfo item, IObjectReader reader, InstanceParser parser, byte[] buffer)
    {
        reader.Open(item);
        parser.Begin(new InstanceSource(item.Key, "", item.Size, DateTimeOffset.UnixEpoch));
        var sum = 0L;
        long offset = 0;
        var count = 16 << 10;
        while (true)
        {
            var read = reader.Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, Math.Max(count, 16 << 10))), offset);
            sum += read;
            if (parser.Continue(buffer.AsSpan(0, read), offset) != ParseStatus.NeedMoreBytes)
                return sum;
            offset = parser.NeedOffset;
            count = parser.NeedCount;
        }
    }
}
