using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Lake;

/// <summary>A lake: three Delta tables in one folder, and the warehouse beside them.</summary>
public sealed class LakeFolder
{
    public LakeFolder(string path, TimeProvider time)
    {
        Root = Path.GetFullPath(path);
        Instances = new LakeTable(
            Path.Combine(Root, "instances"), new DeltaStruct(new DeltaField("Modality", DeltaType.String, Comment: "Modality (0008,0060)")),
            "One row per stored DICOM object", time, "Modality");
        Quarantine = new LakeTable(Path.Combine(Root, "quarantine"), LakeSchemas.Quarantine, "Objects that gave no row, and why", time);
        Refreshes = new LakeTable(Path.Combine(Root, "refreshes"), LakeSchemas.Refreshes, "One row per refresh", time);
    }

    public string Root { get; }

    public LakeTable Instances { get; }

    public LakeTable Quarantine { get; }

    public LakeTable Refreshes { get; }

    public IReadOnlyList<LakeTable> Tables => [Instances, Quarantine, Refreshes];

    /// <summary>Folders of work that is running, or was killed: refreshes, compactions and the like.</summary>
    internal IEnumerable<string> WorkFolders =>
        Path.Combine(Root, "_work") is var parent && Directory.Exists(parent) ? Directory.EnumerateDirectories(parent) : [];

    public string Warehouse => WarehouseOf(Root);

    /// <summary>Where the warehouse of a lake is published.</summary>
    public static string WarehouseOf(string lake) => Path.Combine(lake, "warehouse.duckdb");
}
