using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Etl.Bench;

/// <summary>The pieces one by one, by BenchmarkDotNet in this process.</summary>
internal static class MicroBench
{
    private static readonly Type[] Subjects = [typeof(ReaderMicro), typeof(ValuesMicro), typeof(ChunksMicro)];

    internal static void Run(BenchArchive archive, BenchOptions options, Report report)
    {
        ReaderMicro.Headers = [.. archive.Files.Order(StringComparer.Ordinal).Take(2000).Select(File.ReadAllBytes).Where(b => b.Length is > 0 and < 65_536)];
        ChunksMicro.Headers = ReaderMicro.Headers;
        var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(3).WithIterationCount(Math.Max(3, options.Rounds));
        var config = ManualConfig.CreateEmpty().AddJob(job).AddLogger(NullLogger.Instance).AddColumnProvider(DefaultColumnProviders.Instance)
            .AddDiagnoser(BenchmarkDotNet.Diagnosers.MemoryDiagnoser.Default).WithOptions(ConfigOptions.DisableLogFile);
        var rows = Subjects.SelectMany(s => BenchmarkRunner.Run(s, config).Reports).Select(Row).ToList();
        report.Table("Pieces, one by one (BenchmarkDotNet, medians)", ["what", "ns", "bytes allocated"], rows);
    }

    private static string[] Row(BenchmarkReport result) =>
    [
        result.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\''),
        result.ResultStatistics is { } statistics ? $"{statistics.Median:N1}" : "failed",
        $"{result.GcStats.GetBytesAllocatedPerOperation(result.BenchmarkCase) ?? 0:N0}",
    ];
}
