using System.Collections.Concurrent;
using Etl.Worker.Crawl;
using Etl.Worker.DuckDb;

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
        if (!TryUpdate(file, input, enterStage, cancel))
            BuildWhole(file, input, enterStage, cancel);

        cancel.ThrowIfCancellationRequested();
        using (input.Profile.Measure("publish", "rename"))
            file.Publish();
    }

    private void BuildWhole(WarehouseFile file, WarehouseInput input, Action<string> enterStage, CancellationToken cancel)
    {
        file.Clear();
        if (input.MemoryLimit is not null)
        {
            BuildWhole(file, input, Lanes(input), input.MemoryLimit, enterStage, cancel);
            return;
        }

        try
        {
            BuildWhole(file, input, Lanes(input), MemoryFor(input), enterStage, cancel);
        }
        catch (DuckDbException e) when (e.ErrorType == DuckDbErrorType.OutOfMemory)
        {
            // Thousands of columns: what is being filled cannot be spilled.
            file.Clear();
            BuildWhole(file, input, 1, null, enterStage, cancel);
        }
    }

    private void BuildWhole(WarehouseFile file, WarehouseInput input, int lanes, string? memory, Action<string> enterStage, CancellationToken cancel)
    {
        using var database = Open(file, input, lanes, memory);
        var crew = new WarehouseLanes(database, lanes, input.Profile);
        using var connection = database.Connect();
        enterStage("load");
        connection.Execute($"create schema {InstanceStorage.Schema}", cancel);
        Load(crew, input, cancel);
        // Compressed rows take less memory, and are quicker to group by, while marts are made.
        Checkpoint("load", connection, input, cancel);
        enterStage("marts");
        var rows = InstanceRows.Of(connection, cancel);
        var required = RequiredColumns.Of(library);
        var columns = DicomAll.Columns(rows, required);
        crew.Run("marts",
        [
            new(DicomAll.Name, (c, stop) => DicomAll.Create(c, rows, required, stop)),
            .. Relations(library, rows, columns, input),
        ], cancel);
        Finish(crew, connection, rows, input, enterStage, cancel);
    }

    /// <summary>Brings a copy of the published warehouse up to date.</summary>
    /// <returns>False where it must be built whole, for whatever reason: that tells what is wrong, if something is.</returns>
    private bool TryUpdate(WarehouseFile file, WarehouseInput input, Action<string> enterStage, CancellationToken cancel)
    {
        enterStage("load");
        if (WarehouseUpdate.Plan(input, library, cancel) is not { } update)
            return false;
        try
        {
            using (input.Profile.Measure("load", "copy"))
                file.CopyPublished();
            using var database = Open(file, input, Lanes(input), input.MemoryLimit ?? MemoryFor(input));
            var crew = new WarehouseLanes(database, Lanes(input), input.Profile);
            using var connection = database.Connect();
            crew.Run("load", update.Jobs(), cancel);
            update.Record.Write(connection, cancel);
            enterStage("marts");
            var rows = InstanceRows.Of(connection, cancel);
            var outdated = update.Outdated(library, rows);
            foreach (var table in outdated)
                connection.Execute($"drop table {table.Name}", cancel);
            crew.Run("marts", Relations(outdated, rows, [], input), cancel);
            Finish(crew, connection, rows, input, enterStage, cancel);
            return true;
        }
        catch (Exception e) when (e is DuckDbException or WarehouseCheckException or InvalidDataException)
        {
            return false;
        }
    }

    private static WarehouseDatabase Open(WarehouseFile file, WarehouseInput input, int lanes, string? memory) =>
        new(file.Path, file.Temporary, Math.Max(1, input.Threads - lanes + 1), memory, input.Instances.Count);

    private static int Lanes(WarehouseInput input) => Math.Clamp(input.Threads, 1, MaxLanes);

    private void Finish(
        WarehouseLanes crew, DuckDbConnection connection, InstanceRows rows, WarehouseInput input, Action<string> enterStage, CancellationToken cancel)
    {
        enterStage("checks");
        Check(crew, rows, cancel);
        enterStage("publish");
        Checkpoint("publish", connection, input, cancel);
    }

    /// <summary>With 512 MB a refresh stays near 1 GiB; with parts of more than 160 MiB, some 1.5 million instances, marts may want more.</summary>
    private static string MemoryFor(WarehouseInput input) => input.Instances.Sum(p => new FileInfo(p.Path).Length) > 160L << 20 ? "900MB" : "512MB";

    /// <summary>More would need more memory than they save time.</summary>
    private const int MaxLanes = 4;

    private void Load(WarehouseLanes crew, WarehouseInput input, CancellationToken cancel) => crew.Run("load",
    [
        .. PartLoader.Jobs(input.Instances, input.Blocks),
        new("standard_*, macros", (c, stop) =>
        {
            StandardTables.Load(c, stop);
            foreach (var file in library.Where(o => o.Layer == SqlLibrary.Macros))
                LibraryRun.Execute(c, file, text => text, stop);
        }),
        new("lake_quarantine, lake_refreshes", (c, stop) => LakeTables.Load(new PartLoader(c, stop), input)),
        new("lake_build, lake_parts", (c, stop) => BuildRecord.Of(library, input).Write(c, stop)),
        .. PartLoader.Comments(input.Instances),
    ], cancel);

    /// <summary>
    /// Writes to the file what is committed. Never beside other work: where the disk is full, DuckDB gives the database up, and ends the whole
    /// program when a transaction is open besides.
    /// </summary>
    private static void Checkpoint(string stage, DuckDbConnection connection, WarehouseInput input, CancellationToken cancel)
    {
        using (input.Profile.Measure(stage, "checkpoint"))
            connection.Execute("checkpoint", cancel);
    }

    /// <summary>Jobs that make relations, each after those of the layers before that it reads, and after the views of instances where it reads these.</summary>
    private IEnumerable<WarehouseJob> Relations(
        IReadOnlyList<SqlObject> files, InstanceRows rows, IReadOnlyCollection<string> columns, WarehouseInput input)
    {
        var readers = new RelationReaders(library);
        var before = new List<string>();
        // What names its columns reads the tables where it says dicom_all.
        string[] Views(SqlObject file) =>
            readers.Reads(file, [DicomAll.Keys, DicomAll.Rows]) || file.Reads.Count == 0 && readers.Reads(file, [DicomAll.Name]) ? [DicomAll.Name] : [];
        foreach (var layer in SqlLibrary.RelationLayers)
        {
            var members = files.Where(o => o.Layer == layer).ToList();
            foreach (var file in members)
                yield return Relation(file, rows, columns, input) with { After = [.. Views(file), .. before.Where(name => readers.Reads(file, [name]))] };
            before.AddRange(members.Select(o => o.Name));
        }
    }

    private static WarehouseJob Relation(SqlObject file, InstanceRows rows, IReadOnlyCollection<string> columns, WarehouseInput input) => new(file.Name, (c, stop) =>
    {
        // What base tables ask. Each connection has variables of its own.
        c.Execute($"set variable identifying_examples = {(input.IdentifyingExamples ? "true" : "false")}", stop);
        LibraryRun.Execute(c, file, text => rows.Narrowed(file, text), stop);
        if (file.HasColumnsOfAll)
            c.ExecuteBatch(DicomAll.Comments(file.Name, columns), stop);
    });

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
