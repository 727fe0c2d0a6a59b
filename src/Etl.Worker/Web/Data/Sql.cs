using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using Etl.Worker.Cli;
using Etl.Worker.DuckDb;

namespace Etl.Worker.Web.Data;

/// <summary>
/// A piece of SQL. Its text is of literals of this program; every value in a hole is a parameter, so that what a user or a file says
/// cannot be read as SQL.
/// </summary>
public sealed class Sql
{
    private readonly IReadOnlyList<object?> parts;

    private Sql(IReadOnlyList<object?> parts) => this.parts = parts;

    public static Sql Empty { get; } = new([]);

    /// <summary>The statement, with its parameters as <c>$1</c>, <c>$2</c>, …</summary>
    public string Text
    {
        get
        {
            var number = 0;
            return Write(_ => $"${++number}");
        }
    }

    public IReadOnlyList<object?> Parameters => [.. parts.OfType<Hole>().Select(hole => hole.Value)];

    /// <summary>The statement with its values in their places, to be shown and copied.</summary>
    public string Readable => Write(value => value switch
    {
        null => "null",
        string text => DuckDbSql.Literal(text),
        _ => CellText.Of(value)!,
    });

    /// <summary>SQL from an interpolated string: literals as they stand, holes as parameters unless they are SQL themselves.</summary>
    public static Sql Of(SqlInterpolation sql) => new(sql.Parts);

    /// <summary>A name of a table or column.</summary>
    public static Sql Name(string name) => new([DuckDbSql.Name(name)]);

    public static Sql When(bool condition, Sql sql) => condition ? sql : Empty;

    public static Sql Join(string separator, IEnumerable<Sql> items)
    {
        var joined = new List<object?>();
        foreach (var item in items)
        {
            if (joined.Count > 0)
                joined.Add(separator);
            joined.AddRange(item.parts);
        }

        return new(joined);
    }

    /// <summary>Values in parentheses, for <c>in</c>.</summary>
    public static Sql Values(IEnumerable<string> values) => Of($"({Join(", ", values.Select(value => Of($"{value}")))})");

    /// <summary>Conditions that all hold; <c>true</c> of none.</summary>
    public static Sql All(IEnumerable<Sql> conditions)
    {
        var list = conditions.Where(condition => condition.parts.Count > 0).ToList();
        return list.Count == 0 ? Of($"true") : Join(" and ", list);
    }

    internal void AddTo(List<object?> list) => list.AddRange(parts);

    private string Write(Func<object?, string> hole)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
            text.Append(part is Hole { Value: var value } ? hole(value) : (string)part!);
        return text.ToString();
    }

    internal sealed record Hole(object? Value);
}

/// <summary>What an interpolated string for <see cref="Sql.Of"/> is taken apart by.</summary>
[InterpolatedStringHandler]
[SuppressMessage("Performance", "CA1815", Justification = "Never compared.")]
public readonly ref struct SqlInterpolation(int literalLength, int formattedCount)
{
    internal List<object?> Parts { get; } = new(formattedCount * 2 + Math.Min(literalLength, 1));

    public void AppendLiteral(string literal) => Parts.Add(literal);

    public void AppendFormatted(Sql sql) => sql.AddTo(Parts);

    public void AppendFormatted<T>(T value) => Parts.Add(new Sql.Hole(value));
}
