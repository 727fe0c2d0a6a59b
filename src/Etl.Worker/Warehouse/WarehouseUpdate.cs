using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Parts;

namespace Etl.Worker.Warehouse;

/// <summary>
/// How a copy of the published warehouse becomes what a whole build would have made: rows that the lake no longer has go, those it has more
/// come, and what was made of them is made anew. Only where no table, column or type comes or goes; everything else is built whole.
/// </summary>
internal sealed class WarehouseUpdate
{
    /// <summary>Deleted rows leave gaps that only a whole build closes for good.</summary>
    private const int MostUpdates = 100;

    private readonly WarehouseInput input;
    private readonly SortedDictionary<string, List<InstancePart>> tables;
    private readonly Dictionary<string, List<InstancePart>> added;
    private readonly HashSet<string> views;

    private WarehouseUpdate(
        WarehouseInput input, SortedDictionary<string, List<InstancePart>> tables, Dictionary<string, List<InstancePart>> added, HashSet<string> views, BuildRecord record)
    {
        this.input = input;
        this.tables = tables;
        this.added = added;
        this.views = views;
        Record = record;
    }

    /// <summary>The record to leave behind.</summary>
    internal BuildRecord Record { get; }

    /// <summary>Tables of instances whose parts are others now.</summary>
    internal IReadOnlyCollection<string> Changed => added.Keys;

    /// <summary>Null where the warehouse is to be built whole.</summary>
    internal static WarehouseUpdate? Plan(WarehouseInput input, IReadOnlyList<SqlObject> library, CancellationToken cancel)
    {
        if (!File.Exists(input.Output))
            return null;
        try
        {
            using var database = DuckDbDatabase.Open(input.Output, new Dictionary<string, string> { ["access_mode"] = "READ_ONLY", ["threads"] = "1" });
            using var connection = database.Connect();
            return Plan(connection, input, library, cancel);
        }
        catch (DuckDbException)
        {
            // Of an older program, damaged, or in somebody's hands: nothing to go on from.
            return null;
        }
    }

    private static WarehouseUpdate? Plan(DuckDbConnection connection, WarehouseInput input, IReadOnlyList<SqlObject> library, CancellationToken cancel)
    {
        var built = BuildRecord.Read(connection, cancel);
        var record = BuildRecord.Of(library, input) with { Updates = built.Updates + 1 };
        if (built.Program != record.Program || record.Updates > MostUpdates || !record.Parts.Keys.ToHashSet().SetEquals(built.Parts.Keys))
            return null;
        var tables = InstanceTables.Assign(input.Instances);
        var added = record.Parts.Where(t => !t.Value.SetEquals(built.Parts[t.Key]))
            .ToDictionary(t => t.Key, t => tables[t.Key].Where(p => !built.Parts[t.Key].Contains(BuildRecord.NameOf(p))).ToList());
        if (Bytes(added.Values) * 2 > Bytes(tables.Values) || SourcesDiffer(connection, input, cancel))
            return null;
        var loader = new PartLoader(connection, cancel);
        if (!added.Keys.All(table => loader.HasSchema(table, tables[table])))
            return null;
        using var views = connection.Query("select view_name from duckdb_views() where not internal", cancel);
        return new WarehouseUpdate(input, tables, added, [.. views.Rows().Select(r => (string)r[0]!)], record);
    }

    /// <summary>Jobs that bring the tables of instances and of the lake up to date.</summary>
    internal IEnumerable<WarehouseJob> Jobs() =>
    [
        .. added.Select(t => new WarehouseJob(t.Key, (c, stop) => new PartLoader(c, stop).Update(t.Key, tables[t.Key], t.Value))),
        new("lake_quarantine, lake_refreshes", (c, stop) =>
        {
            c.Execute("drop table lake_quarantine; drop table lake_refreshes", stop);
            LakeTables.Load(new PartLoader(c, stop), input);
        }),
    ];

    /// <summary>Files of the library whose tables are to be made anew. Views stay as they are: what they read is there under the same names.</summary>
    internal IReadOnlyList<SqlObject> Outdated(IReadOnlyList<SqlObject> library, InstanceRows rows)
    {
        var readers = new RelationReaders(library);
        var outdated = new List<SqlObject>();
        foreach (var layer in SqlLibrary.RelationLayers)
        {
            var before = outdated.Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
            outdated.AddRange(library.Where(file => file.Layer == layer && !views.Contains(file.Name)
                && (readers.Reads(file, ["lake_quarantine", "lake_refreshes", .. before]) || ReadsChanged(readers, file, rows))));
        }

        return outdated;
    }

    private bool ReadsChanged(RelationReaders readers, SqlObject file, InstanceRows rows) =>
        readers.Reads(file, RelationReaders.AllInstances) ? Changed.Count > 0
        : readers.Reads(file, [DicomAll.Name, DicomAll.Rows, InstanceRows.Groups]) && rows.TablesOf(file).Any(Changed.Contains);

    private static long Bytes(IEnumerable<List<InstancePart>> parts) => parts.Sum(t => t.Sum(p => new FileInfo(p.Path).Length));

    /// <summary>Which source an object is of stands in no row of it.</summary>
    private static bool SourcesDiffer(DuckDbConnection connection, WarehouseInput input, CancellationToken cancel)
    {
        if (input.RefreshParts.Count == 0)
            return connection.QueryScalar<long>("select count(*) from lake_refreshes", cancel) > 0;
        const string Sources = "select list(distinct uri order by uri)::varchar from (select unnest(sources) as uri from";
        return connection.QueryScalar<string>($"{Sources} lake_refreshes)", cancel)
            != connection.QueryScalar<string>($"{Sources} {ParquetFiles.Read(input.RefreshParts)})", cancel);
    }
}
