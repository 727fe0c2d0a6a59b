using System.Buffers;
using System.Text.Json;
using Etl.Worker.DuckDb;

namespace Etl.Worker.Sandbox;

/// <summary>A statement that the console does not run; the message says what is in the way.</summary>
internal sealed class RefusedStatementException(string message) : Exception(message);

/// <summary>
/// Lets one SELECT through that names nothing but relations of the warehouse and allowed functions. DuckDB's own parser makes the tree
/// that is looked at; what the tree says in a way that is not known here is refused.
/// </summary>
internal sealed class StatementGate
{
    private const int LongestStatement = 100_000;
    private const int DeepestTree = 20_000;

    private static readonly SearchValues<char> PathCharacters = SearchValues.Create("./\\*?:");

    private static readonly HashSet<string> KnownSources =
        ["BASE_TABLE", "TABLE_FUNCTION", "JOIN", "SUBQUERY", "EMPTY", "EXPRESSION_LIST", "PIVOT", "SHOW_REF"];

    private readonly DuckDbConnection connection;
    private readonly HashSet<string> scalars = AllowedFunctions.Of("scalar");
    private readonly HashSet<string> tables = AllowedFunctions.Of("table");
    private readonly HashSet<string> relations = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> hidden = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>For the warehouse that <paramref name="connection"/> is to: its own relations and macros are allowed.</summary>
    internal StatementGate(DuckDbConnection connection)
    {
        this.connection = connection;
        // The schemas that a name without one is looked up in.
        Read("select view_name, internal from duckdb_views() where schema_name in ('main', 'pg_catalog') union all select table_name, internal from duckdb_tables()",
            (name, isInternal) => (isInternal ? hidden : relations).Add(name));
        Read("select function_name, function_type = 'table_macro' from duckdb_functions() where function_type in ('macro', 'table_macro') and not internal",
            (name, isTable) => (isTable ? tables : scalars).Add(name));
    }

    /// <exception cref="RefusedStatementException">It is not to be run.</exception>
    /// <exception cref="DuckDbException">It is no SQL.</exception>
    internal void Require(string sql)
    {
        if (sql.Length > LongestStatement)
            throw new RefusedStatementException($"The statement has {sql.Length} characters; at most {LongestStatement} are taken.");
        using var tree = Parse(sql);
        if (tree.RootElement.GetProperty("statements").GetArrayLength() is var count and not 1)
            throw new RefusedStatementException($"One statement at a time: the text holds {count}.");
        var todo = new Stack<JsonElement>([tree.RootElement]);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var sources = new List<JsonElement>();
        while (todo.TryPop(out var element))
        {
            if (element.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in element.EnumerateArray())
                    todo.Push(item);
            }
            else if (element.ValueKind == JsonValueKind.Object)
            {
                Look(element, names, sources);
                foreach (var member in element.EnumerateObject())
                    todo.Push(member.Value);
            }
        }

        foreach (var source in sources)
            RequireRelation(source, names);
    }

    private JsonDocument Parse(string sql)
    {
        using var statement = connection.Prepare("select json_serialize_sql($1::varchar)::varchar");
        using var result = statement.Bind(1, sql).Query();
        var tree = JsonDocument.Parse(result.Scalar<string>()!, new JsonDocumentOptions { MaxDepth = DeepestTree });
        if (!tree.RootElement.GetProperty("error").GetBoolean())
            return tree;
        using (tree)
        {
            var message = Text(tree.RootElement, "error_message") ?? "";
            throw Text(tree.RootElement, "error_type") == "not implemented"
                ? new RefusedStatementException("Only SELECT statements are run here.")
                : new DuckDbException(DuckDbErrorType.Parser, message);
        }
    }

    private void Look(JsonElement element, HashSet<string> names, List<JsonElement> sources)
    {
        // A CTE's definition; a name of its own never hides a relation of the system, which the same name means outside its scope.
        if (element.TryGetProperty("cte_map", out var ctes) && ctes.TryGetProperty("map", out var map))
        {
            foreach (var cte in map.EnumerateArray())
                names.Add(RequireOwnName(Text(cte, "key")!));
        }

        if (Text(element, "function_name") is { } function && element.TryGetProperty("class", out _))
            RequireFunction(function);
        else if (Text(element, "class") is null && element.TryGetProperty("alias", out _) && Text(element, "type") is { } type
            && element.TryGetProperty("sample", out _))
            RequireSource(element, type, sources);
    }

    private void RequireFunction(string function)
    {
        if (!scalars.Contains(function) && !tables.Contains(function))
            throw new RefusedStatementException($"The function {function} is not among those that the console runs.");
    }

    private void RequireSource(JsonElement element, string type, List<JsonElement> sources)
    {
        if (!KnownSources.Contains(type))
            throw new RefusedStatementException($"{type} is not something that the console reads from.");
        if (type == "BASE_TABLE")
            sources.Add(element);
        if (type == "TABLE_FUNCTION" && Text(element.GetProperty("function"), "function_name") is var function && !tables.Contains(function ?? ""))
            throw new RefusedStatementException($"The function {function} is not among those that the console reads from.");
        if (type == "SHOW_REF" && (Text(element, "show_type") is not ("DESCRIBE" or "SUMMARY") || element.GetProperty("query").ValueKind != JsonValueKind.Object))
            throw new RefusedStatementException("SHOW is not run here; the page of the schema lists the relations.");
    }

    private void RequireRelation(JsonElement source, HashSet<string> names)
    {
        var (name, schema) = (Text(source, "table_name")!, Text(source, "schema_name"));
        var isOwn = schema is null or "" or "main" && relations.Contains(name);
        if (!isOwn && !(schema is null or "" && names.Contains(name)))
            throw new RefusedStatementException($"There is no relation {name} in the warehouse that the console reads.");
    }

    private string RequireOwnName(string name) => hidden.Contains(name) || name.AsSpan().ContainsAny(PathCharacters)
        ? throw new RefusedStatementException($"The name {name} is taken; give the CTE another.")
        : name;

    private void Read(string sql, Action<string, bool> take)
    {
        using var result = connection.Query(sql);
        foreach (var row in result.Rows())
            take((string)row[0]!, (bool)row[1]!);
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;
}
