using Etl.Worker.Cohorts;
using Etl.Worker.Configuration;
using Etl.Worker.Crawl;
using Etl.Worker.Sources;
using Etl.Worker.Web.Access;
using Etl.Worker.Web.Hosting;

namespace Etl.Worker.Cli;

/// <summary>
/// What the commands set in motion. They know no more of the pipeline than these; <c>Program.cs</c> puts them together.
/// An operation that is cancelled throws <see cref="OperationCanceledException"/>; any other exception is a failure whose message is
/// shown to the user, so it says what was found, what was expected and where, and never a patient's value.
/// </summary>
public sealed record Operations
{
    public required RunRefresh Refresh { get; init; }

    public required PreviewRefresh Preview { get; init; }

    public required OpenQuarantine Quarantine { get; init; }

    public CheckSource CheckSource { get; init; } = SourceCheck.Run;

    public required WriteSample Sample { get; init; }

    public required RunQuery Query { get; init; }

    public required ExportParquet Export { get; init; }

    /// <summary>Variables of the environment that may hold settings.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = ConfigFile.EnvironmentOfProcess();

    /// <summary>Opens the cohorts of a lake.</summary>
    public Func<string, CohortBook> Cohorts { get; init; } = lake => new CohortBook(lake, TimeProvider.System);

    public LakeOperations Lake { get; init; } = LakeOperations.Of(TimeProvider.System);

    internal RunServer Serve { get; init; } = Serving.Run;

    public OpenTokens Tokens { get; init; } = lake => new TokenStore(new ServeFolder(lake), TimeProvider.System);
}

/// <summary>Brings a lake and its warehouse up to date with the sources. <paramref name="progress"/> may be called from any thread, and often.</summary>
public delegate RefreshSummary RunRefresh(RefreshOptions options, IProgress<RefreshProgress> progress, CancellationToken cancel);

/// <summary>Says what <see cref="RunRefresh"/> would do, and writes nothing.</summary>
public delegate RefreshPlan PreviewRefresh(RefreshOptions options, IProgress<RefreshProgress> progress, CancellationToken cancel);

/// <summary>Reaches, lists and reads a source a little.</summary>
public delegate SourceFinding CheckSource(SourceOptions options, CancellationToken cancel);

/// <summary>Opens the quarantine of a lake.</summary>
public delegate QuarantineBook OpenQuarantine(string lake);

/// <summary>Serves pages and API until <paramref name="cancel"/> is cancelled, which is its ordinary end: it returns then.</summary>
internal delegate void RunServer(WebOptions options, Terminal terminal, CancellationToken cancel);

/// <summary>Opens the tokens of a lake's server.</summary>
public delegate TokenStore OpenTokens(string lake);

/// <summary>Writes a synthetic archive. <paramref name="progress"/> is told the number of instances written.</summary>
public delegate SampleResult WriteSample(SampleRequest request, IProgress<long> progress, CancellationToken cancel);

/// <summary>
/// Runs a statement on a warehouse opened read-only and hands its rows to <paramref name="read"/>, which takes them one after the other
/// while the connection is open.
/// </summary>
public delegate void RunQuery(QueryRequest request, Action<ResultTable> read, CancellationToken cancel);

/// <summary>As <see cref="RunQuery"/>, with the rows into one Parquet file. Returns their number.</summary>
public delegate long ExportParquet(QueryRequest request, string file, CancellationToken cancel);

/// <param name="Directory">An existing folder.</param>
/// <param name="Instances">Objects to write.</param>
/// <param name="Seed">The same seed gives the same archive, byte for byte.</param>
/// <param name="PixelBytes">Bytes of pixel data in each object.</param>
public sealed record SampleRequest(string Directory, long Instances, int Seed, int PixelBytes);

/// <param name="Files">Files written.</param>
/// <param name="Bytes">Bytes written.</param>
public sealed record SampleResult(long Files, long Bytes);

/// <param name="Warehouse">An existing DuckDB file.</param>
/// <param name="Sql">One statement; of several, the rows are those of the last.</param>
public sealed record QueryRequest(string Warehouse, string Sql);
