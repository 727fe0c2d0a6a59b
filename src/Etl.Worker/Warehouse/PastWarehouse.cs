using Etl.Worker.Lake;
using Etl.Worker.Lake.Delta;
using Etl.Worker.Lake.History;

namespace Etl.Worker.Warehouse;

/// <summary>
/// A warehouse of an older version of the lake, built for one query in a work folder and gone with it: every table, view and mart, of the
/// instances of that version, and of quarantine and refreshes as they were when it was replaced. Checks are not run: the version was published.
/// </summary>
public sealed class PastWarehouse : IDisposable
{
    private readonly ScratchFolder folder;

    private PastWarehouse(ScratchFolder folder, long version)
    {
        this.folder = folder;
        Version = version;
    }

    /// <summary>The DuckDB file.</summary>
    public string File => Path.Combine(folder.Path, "warehouse.duckdb");

    /// <summary>The version of the table of instances.</summary>
    public long Version { get; }

    /// <summary>Builds it.</summary>
    /// <exception cref="DeltaException">There is no such version, or not any more.</exception>
    public static PastWarehouse Build(LakeFolder lake, AsOf asOf, TimeProvider time, CancellationToken cancel) =>
        Build(lake, asOf, SqlLibrary.Load().Where(o => o.Layer != SqlLibrary.Checks), time, cancel);

    /// <summary>Builds it with the relation <c>tag_coverage</c> alone.</summary>
    /// <exception cref="DeltaException">There is no such version, or not any more.</exception>
    public static PastWarehouse BuildCoverage(LakeFolder lake, AsOf asOf, TimeProvider time, CancellationToken cancel) =>
        Build(lake, asOf, SqlLibrary.Load().Where(o => o.Layer == SqlLibrary.Macros || Coverage.Contains(o.Name)), time, cancel);

    private static readonly string[] Coverage = ["attribute_counts", "attribute_values", "tag_coverage"];

    private static PastWarehouse Build(LakeFolder lake, AsOf asOf, IEnumerable<SqlObject> library, TimeProvider time, CancellationToken cancel)
    {
        var instances = lake.Instances.Open(asOf);
        var until = asOf.Instant ?? ReplacedAt(lake.Instances, instances.Version);
        var warehouse = new PastWarehouse(new ScratchFolder(lake, time), instances.Version);
        try
        {
            new WarehouseBuilder([.. library]).Build(
                new WarehouseInput
                {
                    Instances = [.. lake.Instances.Parts(instances).Select(p => new InstancePart(p.File, p.Partition))],
                    QuarantineParts = Parts(lake.Quarantine, until),
                    RefreshParts = Parts(lake.Refreshes, until),
                    Output = warehouse.File,
                },
                _ => { }, cancel);
            return warehouse;
        }
        catch
        {
            warehouse.Dispose();
            throw;
        }
    }

    public void Dispose() => folder.Dispose();

    /// <summary>The last instant at which the version was the newest; null when it still is.</summary>
    private static DateTimeOffset? ReplacedAt(LakeTable table, long version) =>
        table.Log.History().FirstOrDefault(v => v.Version > version)?.Timestamp.AddTicks(-1);

    private static List<string> Parts(LakeTable table, DateTimeOffset? until)
    {
        if (!table.Exists)
            return [];
        if (until is { } instant && table.Log.History().FirstOrDefault() is { } first && first.Timestamp > instant)
            return [];
        var snapshot = until is { } at ? table.Open(AsOf.Time(at)) : table.Log.LoadSnapshot();
        return [.. table.Parts(snapshot).Select(p => p.File)];
    }
}
