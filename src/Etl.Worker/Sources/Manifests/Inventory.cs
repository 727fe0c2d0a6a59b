using Etl.Worker.DuckDb;

namespace Etl.Worker.Sources.Manifests;

/// <summary>
/// An S3 Inventory: a listing of a bucket that the store made, in CSV or Parquet. It is whole below the folder that all its keys have in
/// common, which is what of a bucket it may have been made of, and as old as it says. Versions that are not the newest, and marks of deletion,
/// are no objects.
/// </summary>
internal sealed class Inventory : INamedList
{
    private readonly ListFile manifest;
    private readonly InventoryManifest about;
    private readonly List<ListFile> files = [];
    private readonly LineProblems problems = new();
    private string? common;

    private Inventory(ListFile manifest, InventoryManifest about)
    {
        this.manifest = manifest;
        this.about = about;
    }

    public string Uri => manifest.Uri;

    public IReadOnlyCollection<string> Buckets => [about.Bucket];

    public bool HasFiles => false;

    public long Count { get; private set; }

    public string? Problem => problems.Text;

    public ListingExtent Extent => common is null ? ListingExtent.Nothing
        : new ListingExtent(new Buckets.BucketAddress(about.Bucket, common).Uri, about.CreatedAt);

    /// <exception cref="IOException">It is not there, or no inventory, or damaged.</exception>
    internal static Inventory Open(SourceOptions options, Traffic traffic, CancellationToken cancel)
    {
        var manifest = InventoryFiles.OpenManifest(options, traffic, cancel);
        Inventory? inventory = null;
        try
        {
            using (var json = manifest.Read())
                inventory = new Inventory(manifest, InventoryManifest.Read(json));
            inventory.files.AddRange(InventoryFiles.Open(inventory.about, manifest, options, traffic, cancel));
            inventory.LookThrough(cancel);
            return inventory;
        }
        catch (Exception e)
        {
            inventory?.Dispose();
            manifest.Dispose();
            throw e is InvalidDataException or DuckDbException
                ? new IOException($"The inventory {manifest.Uri} {(e is InvalidDataException ? e.Message : "has a file that is no Parquet, or has not the columns bucket and key.")}", e) : e;
        }
    }

    public IEnumerable<NamedObject> Read(CancellationToken cancel) => Rows(cancel).Where(r => r.Problem is null && r.IsObject).Select(r => r.Named);

    public void Dispose()
    {
        files.ForEach(f => f.Dispose());
        manifest.Dispose();
    }

    private void LookThrough(CancellationToken cancel)
    {
        foreach (var row in Rows(cancel))
        {
            if (row.Problem is { } problem)
            {
                problems.Add(row.Place, problem);
            }
            else if (row.IsObject)
            {
                Count++;
                common = common is null ? row.Named.Key[..(row.Named.Key.LastIndexOf('/') + 1)] : Common(common, row.Named.Key);
            }
        }
    }

    private IEnumerable<InventoryRow> Rows(CancellationToken cancel) => about.IsParquet
        ? InventoryParquet.Rows(about, [.. files.Select(f => f.Path)], cancel)
        : InventoryCsv.Rows(about, files, cancel);

    /// <summary>The folder that a folder and a key have in common.</summary>
    private static string Common(string folder, string key)
    {
        while (!key.StartsWith(folder, StringComparison.Ordinal))
            folder = folder.Length < 2 ? "" : folder[..(folder.LastIndexOf('/', folder.Length - 2) + 1)];
        return folder;
    }
}

/// <param name="Named">What is named.</param>
/// <param name="IsObject">It is the newest version, and not a mark that the object was deleted.</param>
/// <param name="Problem">What is wrong with the row; null where nothing is.</param>
/// <param name="Place">Where it stands.</param>
internal readonly record struct InventoryRow(NamedObject Named, bool IsObject, string? Problem = null, string Place = "");
