using Etl.Worker.Lake;
using Etl.Worker.Lake.History;
using Etl.Worker.Lake.Upkeep;
using Etl.Worker.Warehouse;

namespace Etl.Worker.Cli;

/// <summary>What <c>etl lake</c> and <c>etl query --as-of</c> set in motion; the first argument is the folder of the lake.</summary>
public sealed record LakeOperations
{
    /// <summary>Of the table named second.</summary>
    public required Func<string, string, IReadOnlyList<LakeVersion>> History { get; init; }

    public required Func<string, CancellationToken, VerifyReport> Verify { get; init; }

    public required Func<string, VacuumOptions, CancellationToken, IReadOnlyList<VacuumedFile>> Vacuum { get; init; }

    public required Func<string, CancellationToken, IReadOnlyList<CompactionResult>> Compact { get; init; }

    public required Func<string, AsOf, AsOf, Action<InstanceChange>?, CancellationToken, DiffSummary> Diff { get; init; }

    public required Func<string, AsOf, CancellationToken, PastWarehouse> Open { get; init; }

    /// <summary>A warehouse of a version that holds nothing but the coverage of its attributes, gone when it is disposed.</summary>
    public required Func<string, AsOf, CancellationToken, PastWarehouse> Coverage { get; init; }

    /// <summary>Those of the program.</summary>
    public static LakeOperations Of(TimeProvider time)
    {
        LakeFolder Lake(string path) => new(path, time);
        return new LakeOperations
        {
            History = (lake, table) => LakeHistory.Read(Lake(lake).Tables.Single(t => t.Name == table)),
            Verify = (lake, cancel) => new LakeVerifier(Lake(lake), time).Run(cancel),
            Vacuum = (lake, options, cancel) => new LakeVacuum(Lake(lake), time).Run(options, cancel),
            Compact = (lake, cancel) => new LakeCompaction(Lake(lake), time).Run(cancel),
            Diff = (lake, before, after, each, cancel) => new LakeDiff(Lake(lake), time).Run(before, after, each, cancel),
            Coverage = (lake, asOf, cancel) => PastWarehouse.BuildCoverage(Lake(lake), asOf, time, cancel),
            Open = (lake, asOf, cancel) => PastWarehouse.Build(Lake(lake), asOf, time, cancel),
        };
    }
}
