using System.Diagnostics;
using Etl.Schema.Columns;
using Etl.Schema.Dicom;

namespace Etl.Bench;

/// <summary>What a header costs once its bytes are in memory: the reader alone, and reader, flattener and column builders.</summary>
internal static class ParseBench
{
    private const int MostFiles = 4000;
    private const int MostBytes = 256 << 10;
    private const int RowsOfBatch = 4096;
    private const int WarmUp = 80_000;

    internal static void Run(BenchArchive archive, BenchOptions options, Report report)
    {
        var headers = archive.Files.Take(MostFiles).Select(Head).Where(h => h.Length > 0).ToArray();
        var (tokens, parsed) = (0L, 0);
        var reading = new List<double>();
        var flattening = new List<double>();
        using var batches = new InstanceBatches("bench", new ColumnBudget(), keepPrivate: false);
        var parser = new InstanceParser(batches);
        for (var done = 0; done < WarmUp; done += headers.Length)
        {
            ReadAll(headers);
            ParseAll(parser, headers);
        }

        for (var round = 0; round < options.Rounds; round++)
        {
            reading.Add(Measure(() => tokens = ReadAll(headers)));
            flattening.Add(Measure(() => parsed = ParseAll(parser, headers)));
        }

        var (read, all) = (Median(reading), Median(flattening));
        report.Table(
            $"Headers in memory → columns, one core, CPU time ({headers.Length:N0} headers, {tokens / headers.Length} tokens each, {parsed:N0} of them rows; medians of {options.Rounds})",
            ["what", "µs a header", "ns a token"],
            [
                ["reader", $"{read * 1e6 / headers.Length:F2}", $"{read * 1e9 / tokens:F1}"],
                ["reader, flattener, column builders", $"{all * 1e6 / headers.Length:F2}", $"{all * 1e9 / tokens:F1}"],
            ]);
    }

    private static byte[] Head(string path)
    {
        using var file = File.OpenRead(path);
        var bytes = new byte[Math.Min(file.Length, MostBytes)];
        file.ReadExactly(bytes);
        return bytes;
    }

    private static double Measure(Action action)
    {
        var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        action();
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalSeconds;
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private static long ReadAll(byte[][] headers)
    {
        var reader = new DicomReader();
        var issues = new IssueLog();
        var count = 0L;
        foreach (var bytes in headers)
        {
            issues.Clear();
            reader.Reset(issues, bytes.Length);
            while (reader.Read(bytes, 0) is not (DicomToken.End or DicomToken.NeedMoreBytes or DicomToken.Deflated))
                count++;
        }

        return count;
    }

    private static int ParseAll(InstanceParser parser, byte[][] headers)
    {
        var rows = 0;
        foreach (var bytes in headers)
        {
            parser.Begin(new InstanceSource("file:///bench", "", bytes.Length, DateTimeOffset.UnixEpoch));
            if (parser.Continue(bytes, 0) == ParseStatus.Row)
                rows++;
            if (parser.Batch.RowCount >= RowsOfBatch)
                parser.Batch.Clear();
        }

        return rows;
    }
}
