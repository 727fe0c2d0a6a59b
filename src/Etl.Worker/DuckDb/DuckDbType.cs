using System.Text;

namespace Etl.Worker.DuckDb;

/// <summary>A member of a struct or union type.</summary>
public readonly record struct DuckDbField(string Name, DuckDbType Type);

/// <summary>A type of DuckDB, described in full: <see cref="ToString"/> gives the SQL text that declares it.</summary>
public sealed partial class DuckDbType : IEquatable<DuckDbType>
{
    private string? _sql;

    private DuckDbType(DuckDbTypeId id) => Id = id;

    public DuckDbTypeId Id { get; }

    /// <summary>The name of a user type or extension type such as <c>JSON</c>; otherwise null.</summary>
    public string? Alias { get; private init; }

    /// <summary>Members of a struct or union; the element (named <c>element</c>) of a list or array; key and value of a map.</summary>
    public IReadOnlyList<DuckDbField> Fields { get; private init; } = [];

    /// <summary>Labels of an enum in the order of their codes.</summary>
    public IReadOnlyList<string> Labels { get; private init; } = [];

    /// <summary>Number of elements of an array.</summary>
    public int Size { get; private init; }

    /// <summary>Digits of a decimal, and how many of them follow the point.</summary>
    public int Width { get; private init; }

    /// <inheritdoc cref="Width"/>
    public int Scale { get; private init; }

    /// <summary>The type of the elements of a list or array.</summary>
    public DuckDbType Element => Fields[0].Type;

    public static DuckDbType Boolean { get; } = new(DuckDbTypeId.Boolean);
    public static DuckDbType Integer { get; } = new(DuckDbTypeId.Integer);
    public static DuckDbType BigInt { get; } = new(DuckDbTypeId.BigInt);
    public static DuckDbType Float { get; } = new(DuckDbTypeId.Float);
    public static DuckDbType Double { get; } = new(DuckDbTypeId.Double);
    public static DuckDbType Varchar { get; } = new(DuckDbTypeId.Varchar);
    public static DuckDbType Blob { get; } = new(DuckDbTypeId.Blob);
    public static DuckDbType Date { get; } = new(DuckDbTypeId.Date);
    public static DuckDbType Time { get; } = new(DuckDbTypeId.Time);
    public static DuckDbType Timestamp { get; } = new(DuckDbTypeId.Timestamp);
    public static DuckDbType TimestampTz { get; } = new(DuckDbTypeId.TimestampTz);

    /// <summary>A type that has no parameters.</summary>
    public static DuckDbType Of(DuckDbTypeId id) => id is DuckDbTypeId.Decimal or DuckDbTypeId.Enum or DuckDbTypeId.List
        or DuckDbTypeId.Struct or DuckDbTypeId.Map or DuckDbTypeId.Union or DuckDbTypeId.Array
        ? throw new ArgumentException($"{id} needs parameters.", nameof(id))
        : new DuckDbType(id);

    public static DuckDbType Decimal(int width, int scale) => new(DuckDbTypeId.Decimal) { Width = width, Scale = scale };

    public static DuckDbType List(DuckDbType element) => new(DuckDbTypeId.List) { Fields = [new("element", element)] };

    public static DuckDbType Array(DuckDbType element, int size) =>
        new(DuckDbTypeId.Array) { Fields = [new("element", element)], Size = size };

    public static DuckDbType Struct(params IReadOnlyList<DuckDbField> fields) => new(DuckDbTypeId.Struct) { Fields = [.. fields] };

    public static DuckDbType Union(params IReadOnlyList<DuckDbField> fields) => new(DuckDbTypeId.Union) { Fields = [.. fields] };

    public static DuckDbType Map(DuckDbType key, DuckDbType value) =>
        new(DuckDbTypeId.Map) { Fields = [new("key", key), new("value", value)] };

    public static DuckDbType Enum(params IReadOnlyList<string> labels) => new(DuckDbTypeId.Enum) { Labels = [.. labels] };

    public bool Equals(DuckDbType? other) => other is not null && ToString() == other.ToString();

    public override bool Equals(object? obj) => Equals(obj as DuckDbType);

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The type as SQL, such as <c>STRUCT(a VARCHAR, "two words" INTEGER)[]</c>.</summary>
    public override string ToString() => _sql ??= Alias ?? Id switch
    {
        DuckDbTypeId.Decimal => $"DECIMAL({Width},{Scale})",
        DuckDbTypeId.List => $"{Element}[]",
        DuckDbTypeId.Array => $"{Element}[{Size}]",
        DuckDbTypeId.Map => $"MAP({Fields[0].Type}, {Fields[1].Type})",
        DuckDbTypeId.Struct => $"STRUCT({FieldsSql()})",
        DuckDbTypeId.Union => $"UNION({FieldsSql()})",
        DuckDbTypeId.Enum => $"ENUM({string.Join(", ", Labels.Select(DuckDbSql.Literal))})",
        DuckDbTypeId.UTinyInt => "UTINYINT",
        DuckDbTypeId.TimestampS => "TIMESTAMP_S",
        DuckDbTypeId.TimestampMs => "TIMESTAMP_MS",
        DuckDbTypeId.TimestampNs => "TIMESTAMP_NS",
        DuckDbTypeId.TimestampTz => "TIMESTAMP WITH TIME ZONE",
        DuckDbTypeId.TimeTz => "TIME WITH TIME ZONE",
        DuckDbTypeId.TimeNs => "TIME_NS",
        DuckDbTypeId.SqlNull => "\"NULL\"",
        _ => Id.ToString().ToUpperInvariant(),
    };

    private string FieldsSql()
    {
        var sql = new StringBuilder();
        foreach (var (name, type) in Fields)
        {
            if (sql.Length > 0) sql.Append(", ");
            if (name.Length > 0) sql.Append(DuckDbSql.Name(name)).Append(' ');
            sql.Append(type);
        }
        return sql.ToString();
    }
}
