using Etl.Worker.Crawl;
using Etl.Worker.DuckDb;
using Etl.Worker.Lake;

namespace Etl.Worker.Warehouse;

/// <summary>The warehouse of a lake: built from the newest versions of its tables.</summary>
public static class LakeWarehouse
{
    /// <inheritdoc cref="PublishWarehouse"/>
    public static IReadOnlyList<ModalityCounts> Publish(LakeFolder lake, PublishOptions options, CancellationToken cancel)
    {
        var input = new WarehouseInput
        {
            Instances = [.. Parts(lake.Instances).Select(p => new InstancePart(p.File, p.Partition))],
            QuarantineParts = [.. Parts(lake.Quarantine).Select(p => p.File)],
            RefreshParts = [.. Parts(lake.Refreshes).Select(p => p.File)],
            Output = lake.Warehouse,
            Profile = options.Profile,
            IdentifyingExamples = options.IdentifyingExamples,
        };
        new WarehouseBuilder().Build(input, options.EnterStage, cancel);
        return Modalities(lake.Warehouse);
    }

    /// <summary>How much of each modality a published warehouse holds, most instances first.</summary>
    public static IReadOnlyList<ModalityCounts> Modalities(string warehouse)
    {
        using var database = DuckDbDatabase.Open(warehouse, new Dictionary<string, string> { ["access_mode"] = "READ_ONLY" });
        using var connection = database.Connect();
        using var result = connection.Query(
            "select Modality, patients, studies, series, instances from modality_index order by instances desc, Modality");
        return [.. result.Rows().Select(r => new ModalityCounts((string?)r[0], (long)r[1]!, (long)r[2]!, (long)r[3]!, (long)r[4]!))];
    }

    private static IEnumerable<(string File, string? Partition)> Parts(LakeTable table) =>
        table.Exists ? table.Parts(table.Log.LoadSnapshot()) : [];
}
