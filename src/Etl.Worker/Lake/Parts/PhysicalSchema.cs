using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Lake.Parts;

/// <summary>
/// The schema of a Parquet file as its footer has it, leaf by leaf: physical type, annotation, and the nesting of lists. Engines differ in
/// what they let pass; what is none of the types below would be read as something else by one of them.
/// </summary>
internal sealed class PhysicalSchema
{
    private readonly List<object?[]> nodes;
    private int at;

    private PhysicalSchema(List<object?[]> nodes) => this.nodes = nodes;

    private enum Column
    {
        Name,
        Type,
        Repetition,
        Children,
        Converted,
        Precision,
        Scale,
        Logical,
    }

    /// <exception cref="DeltaException">The file has a leaf or a nesting that the lake never has.</exception>
    /// <exception cref="DuckDbException">The file is no Parquet file.</exception>
    internal static DeltaStruct Read(DuckDbConnection connection, string file)
    {
        using var result = connection.Query(
            $"""
            select name, type, repetition_type, num_children, converted_type, precision, scale, logical_type
            from parquet_schema({ParquetFiles.Literal(file)}) order by column_id
            """);
        var schema = new PhysicalSchema([.. result.Rows()]);
        return schema.Struct(schema.nodes[schema.at++]);
    }

    /// <summary>Requires that a table of this schema can hold the file: every leaf is one of the table's, of the very type.</summary>
    /// <exception cref="DeltaException">One is not.</exception>
    internal static void RequireWithin(DeltaStruct table, DeltaStruct file, string name)
    {
        if (!ReferenceEquals(table.Merge(file), table))
            throw new DeltaException($"The part {name} has columns or fields that its table does not have.");
    }

    private DeltaStruct Struct(object?[] node)
    {
        var fields = new List<DeltaField>();
        for (var i = Children(node); i > 0; i--)
        {
            var child = nodes[at++];
            fields.Add(new DeltaField(Text(child, Column.Name)!, Type(child)));
        }

        return new DeltaStruct(fields);
    }

    private DeltaType Type(object?[] node) =>
        Text(node, Column.Repetition) == "REPEATED" ? throw Unknown(node)
        : Text(node, Column.Converted) == "LIST" ? new DeltaArray(Element(node))
        : Children(node) == 0 ? Leaf(node)
        : Text(node, Column.Converted) is null ? Struct(node)
        : throw Unknown(node);

    /// <summary>Of a list in three levels: the list, a repeated group, the element.</summary>
    private DeltaType Element(object?[] list)
    {
        var repeated = nodes[at++];
        if (Children(list) != 1 || Children(repeated) != 1 || Text(repeated, Column.Repetition) != "REPEATED")
            throw Unknown(list);
        return Type(nodes[at++]);
    }

    private static DeltaType Leaf(object?[] node) => (Text(node, Column.Type), Text(node, Column.Converted)) switch
    {
        ("BYTE_ARRAY", "UTF8") => DeltaType.String,
        ("BYTE_ARRAY", null) => DeltaType.Binary,
        ("INT64", "INT_64" or null) => DeltaType.Long,
        ("INT32", "INT_32" or null) => DeltaType.Integer,
        ("INT32", "INT_16") => DeltaType.Short,
        ("INT32", "INT_8") => DeltaType.Byte,
        ("INT32", "DATE") => DeltaType.Date,
        ("FLOAT", null) => DeltaType.Float,
        ("DOUBLE", null) => DeltaType.Double,
        ("BOOLEAN", null) => DeltaType.Boolean,
        ("INT64", "TIMESTAMP_MICROS") when Text(node, Column.Logical)?.Contains("isAdjustedToUTC=1", StringComparison.Ordinal) == true => DeltaType.Timestamp,
        ("INT32" or "INT64" or "FIXED_LEN_BYTE_ARRAY", "DECIMAL") => new DeltaDecimal(Number(node, Column.Precision), Number(node, Column.Scale)),
        _ => throw Unknown(node),
    };

    private static int Children(object?[] node) => Number(node, Column.Children);

    private static string? Text(object?[] node, Column column) => (string?)node[(int)column];

    private static int Number(object?[] node, Column column) =>
        Convert.ToInt32(node[(int)column] ?? 0, System.Globalization.CultureInfo.InvariantCulture);

    private static DeltaException Unknown(object?[] node) => new(
        $"Field {Text(node, Column.Name)} of a part is {Text(node, Column.Type) ?? "a group"} {Text(node, Column.Converted)}, which the lake never has.");
}
