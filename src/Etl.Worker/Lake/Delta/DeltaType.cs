namespace Etl.Worker.Lake.Delta;

/// <summary>
/// A type of a Delta schema (Delta protocol, "Schema Serialization Format"), restricted to what protocol 1/2 has: no <c>timestamp_ntz</c>.
/// </summary>
public abstract record DeltaType
{
    public static readonly DeltaPrimitive String = new("string", "VARCHAR");
    public static readonly DeltaPrimitive Long = new("long", "BIGINT");
    public static readonly DeltaPrimitive Integer = new("integer", "INTEGER");
    public static readonly DeltaPrimitive Short = new("short", "SMALLINT");
    public static readonly DeltaPrimitive Byte = new("byte", "TINYINT");
    public static readonly DeltaPrimitive Float = new("float", "FLOAT");
    public static readonly DeltaPrimitive Double = new("double", "DOUBLE");
    public static readonly DeltaPrimitive Boolean = new("boolean", "BOOLEAN");
    public static readonly DeltaPrimitive Binary = new("binary", "BLOB");
    public static readonly DeltaPrimitive Date = new("date", "DATE");

    /// <summary>An instant, UTC. DuckDB's type with zone: a TIMESTAMP without zone needs a table feature that some readers lack.</summary>
    public static readonly DeltaPrimitive Timestamp = new("timestamp", "TIMESTAMP WITH TIME ZONE");

    internal static readonly DeltaPrimitive[] Primitives =
        [String, Long, Integer, Short, Byte, Float, Double, Boolean, Binary, Date, Timestamp];

    private protected DeltaType()
    {
    }

    /// <summary>How many primitive columns a file of this type has.</summary>
    public abstract int LeafCount { get; }

    /// <summary>The type as DuckDB writes it in a cast, names always quoted: <c>STRUCT("a" VARCHAR, "b" BIGINT[])[]</c>.</summary>
    public abstract string ToDuckDbType();

    internal static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

public sealed record DeltaPrimitive : DeltaType
{
    private readonly string duckDbType;

    internal DeltaPrimitive(string name, string duckDbType)
    {
        Name = name;
        this.duckDbType = duckDbType;
    }

    /// <summary>The name in schemaString, for instance <c>long</c>.</summary>
    public string Name { get; }

    public override int LeafCount => 1;

    public override string ToDuckDbType() => duckDbType;
}

public sealed record DeltaDecimal : DeltaType
{
    public DeltaDecimal(int precision, int scale)
    {
        if (precision is < 1 or > 38 || scale < 0 || scale > precision)
            throw new DeltaException($"decimal({precision},{scale}) is not a Delta type; precision is 1 to 38, scale 0 to precision.");
        Precision = precision;
        Scale = scale;
    }

    public int Precision { get; }

    public int Scale { get; }

    public override int LeafCount => 1;

    public override string ToDuckDbType() => $"DECIMAL({Precision},{Scale})";
}

public sealed record DeltaArray(DeltaType Element, bool ContainsNull = true) : DeltaType
{
    public override int LeafCount => Element.LeafCount;

    public override string ToDuckDbType() => Element.ToDuckDbType() + "[]";
}

/// <summary>A map. Read from tables of others; this program writes none.</summary>
public sealed record DeltaMap(DeltaType Key, DeltaType Value, bool ValueContainsNull = true) : DeltaType
{
    public override int LeafCount => Key.LeafCount + Value.LeafCount;

    public override string ToDuckDbType() => $"MAP({Key.ToDuckDbType()}, {Value.ToDuckDbType()})";
}
