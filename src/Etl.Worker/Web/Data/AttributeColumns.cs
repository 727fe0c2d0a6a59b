namespace Etl.Worker.Web.Data;

/// <summary>Which tables of instances have a column for an attribute, and of which type. Reading one column of one table is quick; planning over all tables is not.</summary>
internal sealed class AttributeColumns
{
    private readonly ILookup<string, (string Table, string Type)> tables;

    private AttributeColumns(WarehouseSnapshot data) => tables = data
        .Rows("""
            select table_name, column_name, data_type from duckdb_columns()
            where database_name = current_database() and starts_with(table_name, 'instances_')
            """)
        .ToLookup(row => row.Text("column_name")!, row => (row.Text("table_name")!, row.Text("data_type")!));

    public static AttributeColumns Of(WarehouseSnapshot data) => data.Keep(nameof(AttributeColumns), () => new AttributeColumns(data));

    public IReadOnlyList<(string Table, string Type)> Tables(string keyword) => [.. tables[keyword]];

    /// <summary>The attribute's values that are not NULL, one column named <c>value</c>; null where no table has a column for it.</summary>
    public Sql? Values(string keyword) => Tables(keyword) is { Count: > 0 } found
        ? Sql.Join("\nunion all\n", found.Select(table =>
            Sql.Of($"select {Sql.Name(keyword)} as value from {Sql.Name(table.Table)} where {Sql.Name(keyword)} is not null")))
        : null;
}
