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

    internal static void Run(BenchArchive archive, BenchOptions options)
    {
        var ours = new List<Timing>();
        var pydicom = new List<Timing>();
        var values = new List<Timing>();
        var dcmdump = new List<Timing>();
        var start = Machine.Measure("/usr/bin/python3", "-c", "import pydicom");
        var bytesRead = 0L;
        // As after a listing, which gives paths and sizes.
        using var source = new LocalFolder(archive.Folder);
        var files = archive.Files.Select(f => new ObjectInfo(source, f, new FileInfo(f).Length, default)).ToList();
        using var batches = new InstanceBatches("bench", new ColumnBudget(), keepPrivate: false);
        for (var done = 0; done < WarmUp; done += archive.Files.Count)
            Read(batches, files, out _, out _);
        for (var round = 0; round < options.Rounds; round++)
        {
            ours.Add(Read(batches, files, out bytesRead, out var allocated));
            pydicom.Add(Pydicom.Read(archive.Folder));
            values.Add(Pydicom.ReadValues(archive.Folder));
            dcmdump.Add(Machine.Measure("dcmdump", "-q", "-M", "+sd", "+r", "+f", archive.Folder));
            Console.WriteLine($"round {round + 1}: {allocated / archive.Files.Count:N0} bytes allocated a header");
        }

        var (us, py, dc) = (Timing.Median(ours), Timing.Median(pydicom), Timing.Median(dcmdump));
        var all = Timing.Median(values);
        py = new Timing(py.Wall - start.Wall, py.Cpu - start.Cpu);
        all = new Timing(all.Wall - start.Wall, all.Cpu - start.Cpu);
        Console.WriteLine($"\nheaders → columns, one core; CPU seconds (medians of {options.Rounds}); pydicom's without its start of {start.Cpu:F2} s");
        Console.WriteLine($"bytes read per instance: {bytesRead / archive.Files.Count:N0}\n");
        Console.WriteLine("| program | CPU s | headers/s | ratio |");
        Console.WriteLine("|---|---|---|---|");
        Row("etl", us);
        Row("pydicom dcmread, values not decoded", py);
        Row("pydicom dcmread, every value decoded", all);
        Row("dcmdump", dc);
        Console.WriteLine();

        void Row(string name, Timing timing) => Console.WriteLine(
            $"| {name} | {timing.Cpu:F2} | {archive.Files.Count / timing.Cpu:N0} | {timing.Cpu / us.Cpu:F1} |");
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
