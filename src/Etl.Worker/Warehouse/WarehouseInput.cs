using Etl.Worker.Profiling;

namespace Etl.Worker.Warehouse;

/// <summary>What a warehouse is built of. The parts are those of one version of the lake; the builder only reads them.</summary>
public sealed record WarehouseInput
{
    /// <summary>Parts of instances.</summary>
    public required IReadOnlyList<InstancePart> Instances { get; init; }

    /// <summary>Parquet files of the table of quarantined objects.</summary>
    public IReadOnlyList<string> QuarantineParts { get; init; } = [];

    /// <summary>Parquet files of the table of refreshes.</summary>
    public IReadOnlyList<string> RefreshParts { get; init; } = [];

    /// <summary>Where the warehouse is published; the file that is there is replaced.</summary>
    public required string Output { get; init; }

    /// <summary>Threads of the build, at least 1.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// DuckDB's limit of memory, such as <c>2GB</c>; beyond it the build spills to disk beside the output, where it can. Null: as little as most
    /// archives need, and DuckDB's own limit where that is too little.
    /// </summary>
    public string? MemoryLimit { get; init; }

    /// <summary>Told of the time that each piece of the build takes.</summary>
    public WorkProfile Profile { get; init; } = new();

    /// <summary>Which tables of instances are stored in blocks.</summary>
    internal BlockRule Blocks { get; init; } = new();

    /// <summary>Example values of attributes that PS3.15 Annex E names as identifying are shown too.</summary>
    public bool IdentifyingExamples { get; init; }
}

/// <summary>When a table of instances is stored in blocks of instances that share most values (<see cref="InstanceStorage"/>).</summary>
/// <param name="LeastRows">Rows that it has at least: small tables are quick in any case.</param>
/// <param name="LeastAlike">Rows that share a block, on the average: with fewer, two tables take longer than one.</param>
internal sealed record BlockRule(long LeastRows = 20_000, int LeastAlike = 8);

/// <summary>A Parquet file of instances that share a modality.</summary>
/// <param name="Path">The file. The column Modality is not in it.</param>
/// <param name="Modality">(0008,0060) of all its rows, or null.</param>
public readonly record struct InstancePart(string Path, string? Modality);
