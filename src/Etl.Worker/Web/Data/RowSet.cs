using System.Collections;
using System.Globalization;
using Etl.Worker.Cli;
using Etl.Worker.DuckDb;

namespace Etl.Worker.Web.Data;

/// <summary>Rows of a short query, all of them.</summary>
public sealed class RowSet(IReadOnlyList<ResultColumn> columns, IReadOnlyList<object?[]> rows) : IReadOnlyList<Row>
{
    private readonly Dictionary<string, int> places = columns.Select((column, i) => (column.Name, i)).ToDictionary(c => c.Name, c => c.i);

    public IReadOnlyList<ResultColumn> Columns { get; } = columns;

    public int Count => rows.Count;

    public Row this[int index] => new(this, rows[index]);

    public IEnumerator<Row> GetEnumerator() => rows.Select(values => new Row(this, values)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Every row of a query on a database other than the published.</summary>
    internal static RowSet Of(DuckDbConnection connection, string sql, params IReadOnlyList<object?> values)
    {
        using var statement = connection.Prepare(sql);
        using var result = statement.BindAll(values).Query();
        return new RowSet([.. result.Columns.Select(column => new ResultColumn(column.Name, column.Type.ToString()))], [.. result.Rows()]);
    }

    /// <inheritdoc cref="Of(DuckDbConnection, string, IReadOnlyList{object?})"/>
    internal static RowSet Of(DuckDbConnection connection, Sql sql) => Of(connection, sql.Text, sql.Parameters);

    internal int Place(string name) => places[name];
}

/// <summary>A row; columns are named as the query names them.</summary>
public readonly struct Row(RowSet set, object?[] values)
{
    public object? this[string name] => values[set.Place(name)];

    public IReadOnlyList<object?> Values => values;

    /// <summary>The value as text, or null.</summary>
    public string? Text(string name) => CellText.Of(this[name]);

    /// <summary>A whole number; 0 for NULL.</summary>
    public long Count(string name) => this[name] is { } value ? Convert.ToInt64(value is Int128 huge ? (long)huge : value, CultureInfo.InvariantCulture) : 0;

    /// <summary>A number, or null.</summary>
    public double? Number(string name) => this[name] switch
    {
        null => null,
        Int128 huge => (double)huge,
        var value => Convert.ToDouble(value, CultureInfo.InvariantCulture),
    };

    public bool Is(string name) => this[name] is true;

    public DateTimeOffset? Moment(string name) => this[name] switch
    {
        DateTimeOffset moment => moment,
        DateTime moment => new DateTimeOffset(moment, TimeSpan.Zero),
        _ => null,
    };

    /// <summary>Texts of a list; empty for NULL.</summary>
    public IReadOnlyList<string> Texts(string name) =>
        this[name] is IEnumerable list and not string ? [.. list.Cast<object?>().Select(item => CellText.Of(item) ?? "")] : [];
}
