using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Delta;
using Etl.Worker.Lake.Parts;

namespace Etl.Worker.Warehouse;

/// <summary>Loads Parquet parts into tables. Parts of one table may differ in columns and in fields of structs.</summary>
internal sealed class PartLoader(DuckDbConnection connection, CancellationToken cancel)
{
    /// <summary>
    /// Jobs that make one table a modality, each with the column Modality and every column of <see cref="RowColumn"/>; the largest first.
    /// A table is one job: what several of them append at once has row groups that are not full, and a checkpoint takes many times longer to
    /// put those together than is won.
    /// </summary>
    /// <exception cref="DuckDbException">A part cannot be read.</exception>
    /// <param name="parts">The parts.</param>
    /// <param name="rule">Which tables are stored in blocks.</param>
    internal static List<WarehouseJob> Jobs(IEnumerable<InstancePart> parts, BlockRule rule) =>
    [
        .. InstanceTables.Assign(parts)
            .OrderByDescending(table => table.Value.Sum(p => new FileInfo(p.Path).Length))
            .Select(table => new WarehouseJob(table.Key, (c, stop) => new PartLoader(c, stop).Create(table.Key, table.Value, rule))),
    ];

    /// <summary>Jobs that document the tables made by <see cref="Jobs"/>, each once its table is there.</summary>
    internal static IEnumerable<WarehouseJob> Comments(IEnumerable<InstancePart> parts) => InstanceTables.Assign(parts).Select(table =>
    {
        var modalities = table.Value.Select(p => p.Modality).Distinct().ToList();
        var named = modalities.Count == 1 ? modalities[0] ?? "no modality" : "several modalities";
        return new WarehouseJob($"comments of {InstanceTables.Prefix}*", (c, stop) => new PartLoader(c, stop).Comment(table.Key, named)) { After = [table.Key] };
    });

    private void Comment(string table, string modality)
    {
        var hasBlocks = InstanceStorage.HasBlocks(connection, table, cancel);
        connection.ExecuteBatch(ColumnComments.OfInstances(hasBlocks ? "view" : "table", table, modality, Columns($"from {table}")), cancel);
        if (hasBlocks)
            connection.ExecuteBatch(InstanceStorage.Comments(table), cancel);
    }

    /// <summary>A small table, with at least the columns of its schema.</summary>
    internal void LoadTable(string table, string title, DeltaStruct schema, IReadOnlyList<string> files)
    {
        var nulls = string.Join(", ", schema.Fields.Select(f => $"null::{f.Type.ToDuckDbType()} as {DuckDbSql.Name(f.Name)}"));
        var rows = $"select {nulls} limit 0";
        if (files.Count > 0)
            rows = $"({rows}) union all by name select * from {Read(files)}";
        connection.Execute($"create table {table} as {rows}", cancel);
        var comments = Columns($"from {table}")
            .Select(name => (name, schema.Find(name)?.Comment ?? "Column of a later version of the program"));
        connection.Execute(ColumnComments.Of("table", table, title, comments), cancel);
    }

    /// <summary>Whether a table has the columns and types that a table made of these parts would have.</summary>
    internal bool HasSchema(string table, List<InstancePart> parts)
    {
        using var wanted = connection.Query(Select(parts) + " limit 0", cancel);
        using var found = connection.Query($"from {table} limit 0", cancel);
        return wanted.Columns.Select(c => (c.Name, c.Type.ToString())).SequenceEqual(found.Columns.Select(c => (c.Name, c.Type.ToString())));
    }

    /// <summary>
    /// Makes the rows of a table those of its parts. Rows are the same when object, version and the refresh that wrote them are; parts that were
    /// rewritten or merged hold rows that are there already.
    /// </summary>
    /// <param name="parts">All parts.</param>
    /// <param name="added">Those that the table has not been loaded from.</param>
    /// <exception cref="InvalidDataException">The table does not end up with the rows of its parts: it must be built whole.</exception>
    internal void Update(string table, List<InstancePart> parts, List<InstancePart> added)
    {
        static string Same(string other) =>
            $"{other}.source_uri = t.source_uri and {other}.source_etag = t.source_etag and {other}.refresh_id is not distinct from t.refresh_id";

        var blocks = InstanceStorage.HasBlocks(connection, table, cancel) ? new BlockTables(connection, table, cancel) : null;
        var files = Read(parts.Select(p => p.Path));
        connection.Execute($"create or replace temp table parts_keys as select source_uri, source_etag, refresh_id from {files}", cancel);
        if (blocks is null)
            connection.Execute($"delete from {table} as t where not exists (from parts_keys k where {Same("k")})", cancel);
        else
            blocks.RemoveOthers();
        if (added.Count > 0)
        {
            connection.Execute($"create or replace temp table table_keys as select source_uri, source_etag, refresh_id from {table}", cancel);
            var rows = $"""
                (from {table} limit 0) union all by name
                  (select * from ({Rows(added)}) as t where not exists (from table_keys k where {Same("k")}))
                """;
            if (blocks is null)
                connection.Execute($"insert into {table} by name {rows}", cancel);
            else
                blocks.Add(rows);
        }

        blocks?.Recount();
        if (connection.QueryScalar<long>($"select (select count(*) from {table}) - (select count(*) from parts_keys)", cancel) is not 0 and var surplus)
            throw new InvalidDataException($"{table} has {surplus} rows more than its parts.");
        connection.Execute("drop table parts_keys; drop table if exists table_keys", cancel);
    }

    private void Create(string table, List<InstancePart> parts, BlockRule rule)
    {
        var columns = Loaded(parts);
        if (parts.Select(p => p.Modality).Distinct().Count() == 1 && columns.Any(c => c.Name == InstanceStorage.SharedHash && !c.IsLacking))
        {
            string[] files = [.. parts.Select(p => p.Path).Order(StringComparer.Ordinal)];
            if (new BlockTables(connection, table, cancel).TryCreate(files, Of(columns, parts[0].Modality), rule))
                return;
        }

        connection.Execute($"create table {table} as {Select(columns, parts)}", cancel);
    }

    /// <summary>The rows of parts with the columns that their table has, in their order.</summary>
    private string Select(List<InstancePart> parts) => Select(Loaded(parts), parts);

    private static string Select(IEnumerable<LoadedColumn> columns, List<InstancePart> parts) =>
        $"select {string.Join(", ", columns.Select(c => c.Expression))} from ({Rows(parts)})";

    /// <summary>The same columns over parts of one modality, which have no column Modality.</summary>
    private static List<LoadedColumn> Of(IEnumerable<LoadedColumn> columns, string? modality) =>
        [.. columns.Select(c => c.Name == "Modality" ? c with { Expression = $"{Text(modality)} as Modality" } : c)];

    /// <summary>The columns of the table that these parts are loaded into, in their order.</summary>
    private List<LoadedColumn> Loaded(List<InstancePart> parts)
    {
        using var found = connection.Query($"select * from ({Rows(parts)}) limit 0", cancel);
        var columns = found.Columns.Select(c => new LoadedColumn(c.Name, c.Type.ToString()!, DuckDbSql.Name(c.Name), IsLacking: false)).ToList();
        var names = columns.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        columns.AddRange(RowColumn.Computed.Concat(RowColumn.Bookkeeping).Where(c => !names.Contains(c.Name))
            .Select(c => new LoadedColumn(c.Name, c.Type, $"null::{c.Type} as {DuckDbSql.Name(c.Name)}", IsLacking: true)));
        return [.. columns.OrderBy(c => c.Name, ColumnOrder.Instance)];
    }

    private static string Rows(IEnumerable<InstancePart> parts) => string.Join(" union all by name ", parts
        .GroupBy(p => p.Modality)
        .OrderBy(g => g.Key, StringComparer.Ordinal)
        .Select(g => $"select {Text(g.Key)} as Modality, * from {Read(g.Select(p => p.Path))}"));

    private List<string> Columns(string rows)
    {
        using var result = connection.Query($"select * from ({rows}) limit 0", cancel);
        return [.. result.Columns.Select(c => c.Name)];
    }

    private static string Read(IEnumerable<string> files) => ParquetFiles.Read(files.Order(StringComparer.Ordinal));

    private static string Text(string? modality) => modality is null ? "null::varchar" : DuckDbSql.Literal(modality) + "::varchar";
}

/// <summary>A column of a table of instances as it is loaded.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type in SQL.</param>
/// <param name="Expression">What gives it, over the columns of the parts.</param>
/// <param name="IsLacking">No part has it.</param>
internal sealed record LoadedColumn(string Name, string Type, string Expression, bool IsLacking);
