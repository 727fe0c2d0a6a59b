using System.Globalization;
using Etl.Worker.Crawl;
using Etl.Worker.Profiling;

namespace Etl.Worker.Cli;

/// <summary>What a refresh spent its time on, one line a piece of work, the longest of each stage first.</summary>
internal static class ProfileText
{
    public static void Write(Terminal terminal, IReadOnlyList<WorkEntry> profile)
    {
        var output = terminal.Out;
        output.WriteLine("stage     work                                times   seconds  processor  allocated      bytes");
        foreach (var stage in profile.GroupBy(e => e.Stage))
        {
            foreach (var entry in stage.OrderByDescending(e => e.Elapsed))
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{entry.Stage,-9} {Escaped.Value(entry.Work),-35} {entry.Times,5} {entry.Elapsed.TotalSeconds,9:0.000} {entry.Processor.TotalSeconds,10:0.000} {Amounts.Bytes(entry.AllocatedBytes),10} {(entry.Bytes == 0 ? "" : Amounts.Bytes(entry.Bytes)),10}").TrimEnd());
            }
        }

        terminal.Flush();
    }
}
