namespace Etl.Worker.DuckDb;

/// <summary>Quoting for SQL text that is put together.</summary>
public static class DuckDbSql
{
    /// <summary>A string literal: <c>it's</c> becomes <c>'it''s'</c>.</summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A name, quoted when it is not a plain word in lower or upper case letters, digits and underscores.</summary>
    public static string Name(string name) =>
        IsPlain(name) ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static bool IsPlain(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
        && !Reserved.Contains(name);

    // The reserved words of DuckDB's parser: duckdb_keywords() where keyword_category = 'reserved'.
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "both", "case", "cast",
        "check", "collate", "column", "constraint", "create", "default", "deferrable", "desc",
        "describe", "distinct", "do", "else", "end", "except", "false", "fetch", "for", "foreign", "from",
        "grant", "group", "having", "in", "initially", "intersect", "into", "lambda", "lateral",
        "leading", "limit", "not", "null", "offset", "on", "only", "or", "order", "pivot", "pivot_longer",
        "pivot_wider", "placing", "primary", "qualify", "references", "returning", "select", "show", "some", "summarize",
        "symmetric", "table", "then", "to", "trailing", "true", "union", "unique", "unpivot", "user", "using",
        "variadic", "when", "where", "window", "with",
    };
}
