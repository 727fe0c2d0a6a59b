using System.Collections.Concurrent;
using Etl.Worker.Crawl;
using Etl.Worker.DuckDb;
using Etl.Worker.Lake;

namespace Etl.Worker.Warehouse;

/// <summary>
/// Builds a warehouse from the parts of a lake: load, run <c>sql/</c>, check, publish. Until the last step nothing is to be seen of it,
/// and when anything fails the warehouse that is published stays.
/// </summary>
public sealed class WarehouseBuilder
{
    /// <summary>Stages in their order, as <c>enterStage</c> is told of them.</summary>
    public static readonly IReadOnlyList<string> Stages = ["load", "marts", "checks", "publish"];

    private readonly IReadOnlyList<SqlObject> library;

    /// <summary>With the library of the program.</summary>
    public WarehouseBuilder() : this(SqlLibrary.Load())
    {
    }

    /// <param name="library">Macros, marts and checks. Those of a layer are run in the order given, side by side, which must not matter.</param>
    public WarehouseBuilder(IReadOnlyList<SqlObject> library) => this.library = library;

    /// <summary>Builds and publishes.</summary>
    /// <param name="enterStage">Told of each of <see cref="Stages"/> as it begins.</param>
    /// <exception cref="WarehouseCheckException">A check found violations.</exception>
    /// <exception cref="DuckDbException">A part cannot be read, or a statement of the library is wrong.</exception>
    /// <exception cref="IOException">The disk failed, or another build for the same output is running.</exception>
    public void Build(WarehouseInput input, Action<string> enterStage, CancellationToken cancel)
    {
        using var file = new WarehouseFile(input.Output);
        var lanes = Math.Clamp(input.Threads, 1, MaxLanes);
        using (var database = new WarehouseDatabase(file.Path, file.Temporary, input.Threads - lanes + 1, input.MemoryLimit))
        {
            var crew = new WarehouseLanes(database, lanes, input.Profile);
            using var connection = database.Connect();
            enterStage("load");
            var columns = Load(crew, connection, input, cancel);
            enterStage("marts");
            var rows = InstanceRows.Of(connection, cancel);
            foreach (var layer in new[] { SqlLibrary.Standard, SqlLibrary.Base })
                crew.Run("marts", Relations(layer, rows, columns, input.IdentifyingExamples), cancel);
            crew.Run("marts",
            [
                .. Relations(SqlLibrary.Marts, rows, columns, input.IdentifyingExamples),
                new($"comments of {DicomAll.Name}", (c, stop) => c.Execute(DicomAll.Comments(DicomAll.Name, columns), stop)),
            ], cancel);
            enterStage("checks");
            Check(crew, rows, cancel);
            enterStage("publish");
            using (input.Profile.Measure("publish", "checkpoint"))
                connection.Execute("checkpoint", cancel);
        }

        cancel.ThrowIfCancellationRequested();
        using (input.Profile.Measure("publish", "rename"))
            file.Publish();
    }

    /// <summary>More would need more memory than they save time.</summary>
    private const int MaxLanes = 4;

    /// <returns>The columns of <c>dicom_all</c>.</returns>
    private IReadOnlyCollection<string> Load(WarehouseLanes crew, DuckDbConnection connection, WarehouseInput input, CancellationToken cancel)
    {
        crew.Run("load",
        [
            .. PartLoader.Jobs(connection, input.Instances, crew.Count, cancel),
            new("standard_*, macros", (c, stop) =>
            {
                StandardTables.Load(c, stop);
                foreach (var file in library.Where(o => o.Layer == SqlLibrary.Macros))
                    LibraryRun.Execute(c, file, text => text, stop);
            }),
            new("lake_quarantine", (c, stop) => new PartLoader(c, stop).LoadTable(
                "lake_quarantine", "Objects in quarantine, as the lake has them", LakeSchemas.Quarantine, input.QuarantineParts)),
            new("lake_refreshes", (c, stop) => new PartLoader(c, stop).LoadTable(
                "lake_refreshes", "Refreshes, as the lake has them", LakeSchemas.Refreshes, input.RefreshParts)),
        ], cancel);
        IReadOnlyCollection<string> columns = [];
        crew.Run("load",
        [
            new(DicomAll.Name, (c, stop) => columns = DicomAll.Create(c, InstanceRows.Of(c, stop), RequiredColumns.Of(library), stop)),
            .. PartLoader.Comments(input.Instances),
        ], cancel);
        // Compressed rows take less memory, and are quicker to group by, while marts are made.
        using (input.Profile.Measure("load", "checkpoint"))
            connection.Execute("checkpoint", cancel);
        return columns;
    }

    private IEnumerable<WarehouseJob> Relations(string layer, InstanceRows rows, IReadOnlyCollection<string> columns, bool identifying) =>
        library.Where(o => o.Layer == layer).Select(file => new WarehouseJob(file.Name, (c, stop) =>
        {
            // What base tables ask. Each connection has variables of its own.
            c.Execute($"set variable identifying_examples = {(identifying ? "true" : "false")}", stop);
            LibraryRun.Execute(c, file, text => rows.Narrowed(file, text), stop);
            if (file.HasColumnsOfAll)
                c.Execute(DicomAll.Comments(file.Name, columns), stop);
        }));

    private void Check(WarehouseLanes crew, InstanceRows rows, CancellationToken cancel)
    {
        var failures = new ConcurrentBag<KeyValuePair<string, long>>();
        crew.Run("checks", library.Where(o => o.Layer == SqlLibrary.Checks).Select(check => new WarehouseJob(check.Name, (c, stop) =>
        {
            if (LibraryRun.Count(c, rows.Narrowed(check, check.Text), stop) is > 0 and var count)
                failures.Add(new(check.Name, count));
        })), cancel);
        if (!failures.IsEmpty)
            throw new WarehouseCheckException([.. failures.OrderBy(f => f.Key, StringComparer.Ordinal)]);
    }
}
