using Etl.Worker.Cli;
using Etl.Worker.Crawl;

namespace Etl.Worker.Tests.Cli;

/// <summary>Operations that answer what a test wants to see on the command line.</summary>
internal sealed class FakeOperations
{
    public static readonly RefreshSummary Summary = new()
    {
        RefreshId = "r-1",
        StartedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        EndedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 7, 500, TimeSpan.Zero),
        Sources = ["/archive"],
        Lake = "./lake",
        Listed = 1000,
        Loaded = 900,
        Quarantined = 40,
        Unchanged = 60,
        Rows = 900,
        BytesRead = 9_007_199_254_740_993,
        Parts = 2,
        LakeVersion = 7,
        Warehouse = "./lake/warehouse.duckdb",
        Stages = [new("list", TimeSpan.FromSeconds(0.5)), new("read", TimeSpan.FromSeconds(2))],
        PeakMemoryBytes = 123_456_789,
        Modalities = [new("CT", 1, 2, 3, 4), new(null, 5, 6, 7, 8)],
        QuarantinedByReason = [new("NOT_DICOM", 39), new("EMPTY_FILE", 1)],
    };

    public static readonly RefreshPlan Plan = new()
    {
        Lake = "./lake",
        LakeVersion = 7,
        Sources = [new SourceDiff("file:///archive/", 100, 1, 10, 5, 2, 30, 110)],
        Refusals = ["30 of the 110 objects that the lake has of file:///archive/ are no longer there, more than 20 %"],
    };

    public RefreshOptions? Refreshed { get; private set; }

    public RefreshOptions? Previewed { get; private set; }

    public SampleRequest? Sampled { get; private set; }

    public QueryRequest? Queried { get; private set; }

    public Func<RefreshOptions, IProgress<RefreshProgress>, CancellationToken, RefreshSummary> Refresh { get; init; } = (_, _, _) => Summary;

    public Func<QueryRequest, ResultTable> Table { get; init; } = _ => new ResultTable([new("a", "INTEGER")], [[1]]);

    public Operations ToOperations() => new()
    {
        Refresh = (options, progress, cancel) =>
        {
            Refreshed = options;
            return Refresh(options, progress, cancel);
        },
        Preview = (options, _, _) =>
        {
            Previewed = options;
            return Plan;
        },
        Quarantine = lake => new QuarantineBook(lake, TimeProvider.System),
        Sample = (request, progress, _) =>
        {
            Sampled = request;
            progress.Report(request.Instances);
            File.WriteAllText(Path.Combine(request.Directory, "1"), "x");
            return new SampleResult(request.Instances, 1000);
        },
        Query = (request, read, _) =>
        {
            Queried = request;
            read(Table(request));
        },
        Export = (request, file, _) =>
        {
            Queried = request;
            File.WriteAllText(file, "PAR1");
            return 5;
        },
    };
}
