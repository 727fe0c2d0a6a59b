using Etl.Worker.DuckDb;

namespace Etl.Worker.Lake.Parquet;

/// <summary>A column of values.</summary>
/// <param name="Path">Its names from the root on.</param>
/// <param name="Type">What it holds.</param>
internal sealed record ParquetLeaf(string[] Path, DuckDbTypeId Type);

/// <summary>
/// The columns of a file in Parquet's words, depth first: everything may be NULL, a list has three levels, and the annotations are those that DuckDB
/// writes.
/// </summary>
internal sealed class ParquetSchema
{
    private const int Required = 0, Optional = 1, Repeated = 2;
    private const int Utf8 = 0, ListOf = 3, DecimalNumber = 5, Date = 6, TimestampMicros = 10, Int32 = 17, Int64 = 18;

    private readonly List<Node> nodes = [];
    private readonly List<ParquetLeaf> leaves = [];

    internal ParquetSchema(IReadOnlyList<DuckDbColumn> columns)
    {
        nodes.Add(new Node("instances", Required, columns.Count, null));
        foreach (var (name, type) in columns)
            Add(name, type, [name]);
    }

    /// <summary>In the order in which their values are written.</summary>
    internal IReadOnlyList<ParquetLeaf> Leaves => leaves;

    /// <summary>Writes the list of schema elements.</summary>
    internal void Write(ThriftWriter thrift, int id)
    {
        thrift.BeginList(id, ThriftWriter.Struct, nodes.Count);
        foreach (var node in nodes)
            Write(thrift, node);
    }

    private void Add(string name, DuckDbType type, string[] path)
    {
        switch (type.Id)
        {
            case DuckDbTypeId.List:
                nodes.Add(new Node(name, Optional, 1, type));
                nodes.Add(new Node("list", Repeated, 1, null));
                Add("element", type.Element, [.. path, "list", "element"]);
                return;
            case DuckDbTypeId.Struct:
                nodes.Add(new Node(name, Optional, type.Fields.Count, null));
                foreach (var (field, fieldType) in type.Fields)
                    Add(field, fieldType, [.. path, field]);
                return;
            default:
                nodes.Add(new Node(name, Optional, 0, type));
                leaves.Add(new ParquetLeaf(path, type.Id));
                return;
        }
    }

    private static void Write(ThriftWriter thrift, Node node)
    {
        thrift.BeginStruct();
        if (node.Children == 0)
            thrift.Int32(1, CellFormat.PhysicalType(node.Type!.Id));
        if (node.Type?.Id == DuckDbTypeId.Decimal)
            thrift.Int32(2, CellFormat.DecimalBytes);
        thrift.Int32(3, node.Repetition);
        thrift.Text(4, node.Name);
        if (node.Children > 0)
            thrift.Int32(5, node.Children);
        if (Annotation(node.Type?.Id) is { } annotation)
            thrift.Int32(6, annotation);
        if (node.Type?.Id == DuckDbTypeId.Decimal)
        {
            thrift.Int32(7, node.Type.Scale);
            thrift.Int32(8, node.Type.Width);
        }
        else if (node.Type?.Id == DuckDbTypeId.TimestampTz)
        {
            WriteUtc(thrift);
        }

        thrift.EndStruct();
    }

    /// <summary>The logical type TIMESTAMP, adjusted to UTC, in microseconds.</summary>
    private static void WriteUtc(ThriftWriter thrift)
    {
        thrift.BeginStruct(10);
        thrift.BeginStruct(8);
        thrift.Bool(1, true);
        thrift.BeginStruct(2);
        thrift.EmptyStruct(2);
        thrift.EndStruct();
        thrift.EndStruct();
        thrift.EndStruct();
    }

    private static int? Annotation(DuckDbTypeId? type) => type switch
    {
        DuckDbTypeId.Varchar => Utf8,
        DuckDbTypeId.List => ListOf,
        DuckDbTypeId.Decimal => DecimalNumber,
        DuckDbTypeId.Date => Date,
        DuckDbTypeId.TimestampTz => TimestampMicros,
        DuckDbTypeId.Integer => Int32,
        DuckDbTypeId.BigInt => Int64,
        _ => null,
    };

    /// <param name="Name">The last name of the path.</param>
    /// <param name="Repetition">Parquet's repetition type.</param>
    /// <param name="Children">0 for values.</param>
    /// <param name="Type">Of values and lists.</param>
    private sealed record Node(string Name, int Repetition, int Children, DuckDbType? Type);
}
