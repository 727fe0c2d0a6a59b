using System.Runtime.ExceptionServices;
using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Warehouse;

/// <summary>Loads Parquet parts into tables. Parts of one table may differ in columns and in fields of structs.</summary>
internal sealed class PartLoader(DuckDbConnection connection, CancellationToken cancel)
{
    /// <summary>
    /// One table a modality, each with the column Modality and every column of <see cref="RowColumn"/>. Several are loaded at once: most
    /// are small, and what takes time of those (planning, comments) runs on one thread.
    /// </summary>
    /// <exception cref="DuckDbException">A part cannot be read.</exception>
    internal static void LoadInstances(DuckDbDatabase database, IEnumerable<InstancePart> parts, int threads, CancellationToken cancel)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel };
        try
        {
            Parallel.ForEach(
                InstanceTables.Assign(parts), options, database.Connect,
                (table, _, connection) =>
                {
                    new PartLoader(connection, cancel).LoadInstances(table.Key, table.Value);
                    return connection;
                },
                connection => connection.Dispose());
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions.FirstOrDefault(i => i is not OperationCanceledException) ?? e.InnerExceptions[0]);
        }
    }

    private void LoadInstances(string table, List<InstancePart> parts)
    {
        var rows = string.Join(" union all by name ", parts
            .GroupBy(p => p.Modality)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => $"select {Text(g.Key)} as Modality, * from {Read(g.Select(p => p.Path))}"));
        var columns = new SortedDictionary<string, string>(ColumnOrder.Instance);
        foreach (var name in Columns(rows))
            columns.Add(name, DuckDbSql.Name(name));
        foreach (var column in RowColumn.Computed.Concat(RowColumn.Bookkeeping))
            columns.TryAdd(column.Name, $"null::{column.Type} as {DuckDbSql.Name(column.Name)}");
        connection.Execute($"create table {table} as select {string.Join(", ", columns.Values)} from ({rows})", cancel);
        connection.Execute(ColumnComments.OfInstances("table", table,
            parts.Select(p => p.Modality).Distinct().Count() == 1 ? parts[0].Modality ?? "no modality" : "several modalities", columns.Keys), cancel);
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

    private List<string> Columns(string rows)
    {
        using var result = connection.Query($"select * from ({rows}) limit 0", cancel);
        return [.. result.Columns.Select(c => c.Name)];
    }

    // A folder of the lake may be named Modality=CT: DuckDB would make it a column by itself.
    private static string Read(IEnumerable<string> files) =>
        $"read_parquet([{string.Join(", ", files.Order(StringComparer.Ordinal).Select(f => DuckDbSql.Literal(WithoutGlob(f))))}], "
        + "union_by_name = true, hive_partitioning = false)";

    /// <summary>A path in which no character stands for others: <c>*</c> becomes <c>[*]</c>.</summary>
    private static string WithoutGlob(string path) =>
        path.Replace("[", "[[]", StringComparison.Ordinal).Replace("*", "[*]", StringComparison.Ordinal).Replace("?", "[?]", StringComparison.Ordinal);

    private static string Text(string? modality) => modality is null ? "null::varchar" : DuckDbSql.Literal(modality) + "::varchar";
}
