using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Lake.Parts;

/// <summary>
/// Compares what a Parquet file says of its columns with the schema of the table, leaf by leaf: some readers cast silently where they
/// differ, others refuse the whole table. A file may lack columns; it has none that the table lacks.
/// </summary>
internal static class PartSchema
{
    private const int Named = 20;

    /// <exception cref="DeltaException">A column is not what the schema says.</exception>
    internal static void Require(DuckDbConnection connection, string file, DeltaStruct schema)
    {
        var violations = Find(connection, file, schema);
        if (violations.Count == 0)
            return;
        var rest = violations.Count > Named ? $" and {violations.Count - Named} more" : "";
        throw new DeltaException($"The part {Path.GetFileName(file)} does not fit the table: {string.Join(", ", violations.Take(Named))}{rest}.");
    }

    /// <summary>The paths of the columns that do not fit, each with what was found.</summary>
    internal static IReadOnlyList<string> Find(DuckDbConnection connection, string file, DeltaStruct schema)
    {
        using var result = connection.Query($"""
            select name, coalesce(num_children, 0)::bigint, coalesce(type, ''), coalesce(converted_type, ''), coalesce(logical_type, ''),
              coalesce(repetition_type, ''), coalesce(precision, 0)::bigint, coalesce(scale, 0)::bigint
            from parquet_schema({ParquetFiles.Literal(file)})
            """);
        var nodes = new Queue<Node>(result.Rows().Select(r => new Node(
            (string)r[0]!, (long)r[1]!, (string)r[2]!, (string)r[3]!, (string)r[4]!, (string)r[5]!, (long)r[6]!, (long)r[7]!)));
        var violations = new List<string>();
        Fields(nodes, nodes.Dequeue().Children, schema, "", violations);
        return violations;
    }

    private static void Fields(Queue<Node> nodes, long count, DeltaStruct schema, string path, List<string> violations)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < count; i++)
        {
            var node = nodes.Dequeue();
            var here = path.Length == 0 ? node.Name : $"{path}.{node.Name}";
            if (!names.Add(node.Name))
                violations.Add($"{here} (twice, ignoring case)");
            if (schema.Find(node.Name) is { } field)
                Column(nodes, node, field.Type, here, violations);
            else
            {
                violations.Add($"{here} (not in the table)");
                Skip(nodes, node.Children);
            }
        }
    }

    private static void Column(Queue<Node> nodes, Node node, DeltaType type, string path, List<string> violations)
    {
        if (node.Repetition != "OPTIONAL")
            violations.Add($"{path} ({node.Repetition})");
        switch (type)
        {
            case DeltaStruct nested when node.Children > 0:
                Fields(nodes, node.Children, nested, path, violations);
                return;
            // Three levels: the list, the repeated group "list", and its "element".
            case DeltaArray array when node is { Children: 1, Converted: "LIST" } && nodes.Peek() is { Children: 1, Repetition: "REPEATED", Name: "list" }:
                nodes.Dequeue();
                Column(nodes, nodes.Dequeue(), array.Element, path, violations);
                return;
            default:
                if (node.Children > 0 || !Fits(node, type))
                    violations.Add($"{path} ({(node.Children > 0 ? "nested" : $"{node.Type} {node.Converted}".TrimEnd())}, not {type.ToDuckDbType()})");
                Skip(nodes, node.Children);
                return;
        }
    }

    private static bool Fits(Node node, DeltaType type) => type switch
    {
        DeltaDecimal number => node.Converted == "DECIMAL" && node.Precision == number.Precision && node.Scale == number.Scale
            && node.Type == (number.Precision <= 9 ? "INT32" : number.Precision <= 18 ? "INT64" : "FIXED_LEN_BYTE_ARRAY"),
        DeltaPrimitive primitive => (primitive.Name, node.Type, node.Converted) switch
        {
            ("string", "BYTE_ARRAY", "UTF8") => true,
            ("binary", "BYTE_ARRAY", "") => true,
            ("long", "INT64", "INT_64" or "") => true,
            ("integer", "INT32", "INT_32" or "") => true,
            ("short", "INT32", "INT_16") => true,
            ("byte", "INT32", "INT_8") => true,
            ("float", "FLOAT", "") => true,
            ("double", "DOUBLE", "") => true,
            ("boolean", "BOOLEAN", "") => true,
            ("date", "INT32", "DATE") => true,
            ("timestamp", "INT64", "TIMESTAMP_MICROS") => node.Logical.Contains("isAdjustedToUTC=1", StringComparison.Ordinal),
            _ => false,
        },
        _ => false,
    };

    private static void Skip(Queue<Node> nodes, long count)
    {
        for (var i = 0; i < count; i++)
            Skip(nodes, nodes.Dequeue().Children);
    }

    private sealed record Node(
        string Name, long Children, string Type, string Converted, string Logical, string Repetition, long Precision, long Scale);
}
