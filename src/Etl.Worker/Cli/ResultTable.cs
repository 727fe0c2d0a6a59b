namespace Etl.Worker.Cli;

/// <summary>The rows of a query as they come.</summary>
/// <param name="columns">Name and SQL type of each.</param>
/// <param name="rows">
/// Read once, forwards. A row's array is the reader's until it asks for the next. A value is null, a number of .NET (<c>decimal</c> and
/// <c>BigInteger</c> included), bool, string, DateOnly, TimeOnly, DateTime (no zone), DateTimeOffset, TimeSpan, Guid, byte[]; a LIST is an
/// <c>IEnumerable</c>; a STRUCT is an <c>IEnumerable&lt;KeyValuePair&lt;string, object?&gt;&gt;</c>, in order; a MAP is that with keys of type object.
/// </param>
/// <param name="rowCount">The number of rows where it is known without reading them.</param>
public sealed class ResultTable(IReadOnlyList<ResultColumn> columns, IEnumerable<object?[]> rows, long? rowCount = null)
{
    public IReadOnlyList<ResultColumn> Columns { get; } = columns;

    public IEnumerable<object?[]> Rows { get; } = rows;

    public long? RowCount { get; } = rowCount;
}

/// <param name="Name">As the query names it; two columns may share one.</param>
/// <param name="Type">DuckDB's name of the type, e.g. <c>BIGINT</c>, <c>DECIMAL(18,3)</c>, <c>VARCHAR[]</c>.</param>
public sealed record ResultColumn(string Name, string Type)
{
    private static readonly HashSet<string> Numbers =
    [
        "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT",
        "FLOAT", "DOUBLE", "BIGNUM",
    ];

    /// <summary>Shown flush right.</summary>
    public bool IsNumber { get; } = Numbers.Contains(Type) || Type.StartsWith("DECIMAL", StringComparison.Ordinal) && !Type.EndsWith(']');
}
