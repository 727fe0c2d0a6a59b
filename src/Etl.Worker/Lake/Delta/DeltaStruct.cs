namespace Etl.Worker.Lake.Delta;

/// <param name="Name">Case-sensitive; within one struct no two names may be equal ignoring case.</param>
/// <param name="Type">Never changes once in a table.</param>
/// <param name="Nullable">True for every field of ours: a non-nullable column that an older file lacks is read as 0, not as NULL.</param>
/// <param name="Comment">The field's documentation; <c>metadata.comment</c> in the schema.</param>
public sealed record DeltaField(string Name, DeltaType Type, bool Nullable = true, string? Comment = null)
{
    /// <summary>Members of the field's metadata other than the comment, as the JSON object they came in; null when there are none.</summary>
    public string? OtherMetadata { get; init; }
}

/// <summary>A struct; the schema of a table is its root struct.</summary>
public sealed record DeltaStruct : DeltaType
{
    private readonly Dictionary<string, DeltaField> byName;

    public DeltaStruct(params IReadOnlyList<DeltaField> fields)
    {
        Fields = fields;
        byName = new Dictionary<string, DeltaField>(fields.Count, StringComparer.OrdinalIgnoreCase);
        foreach (var field in fields)
        {
            if (!byName.TryAdd(field.Name, field))
                throw new DeltaException($"Fields '{byName[field.Name].Name}' and '{field.Name}' of one struct are equal ignoring case.");
        }
    }

    public IReadOnlyList<DeltaField> Fields { get; }

    public override int LeafCount => Fields.Sum(f => f.Type.LeafCount);

    /// <summary>The field of exactly this name, or null.</summary>
    public DeltaField? Find(string name) =>
        byName.TryGetValue(name, out var field) && field.Name == name ? field : null;

    /// <summary>The field whose name is this one ignoring case, or null.</summary>
    public DeltaField? FindIgnoringCase(string name) => byName.GetValueOrDefault(name);

    public override string ToDuckDbType() => $"STRUCT({ToDuckDbColumns()})";

    /// <summary>Name and type of each field, quoted and parted by commas: the inside of a <c>create table</c>.</summary>
    public string ToDuckDbColumns() =>
        string.Join(", ", Fields.Select(field => $"{Quote(field.Name)} {field.Type.ToDuckDbType()}"));

    /// <summary>The schemaString of a metaData action.</summary>
    public string ToJson() => SchemaJson.Write(this);

    /// <exception cref="DeltaException">The text is not a schema, or has a type that protocol 1/2 does not have.</exception>
    public static DeltaStruct Parse(string schemaString) => SchemaJson.Parse(schemaString);

    /// <summary>
    /// This schema widened by what <paramref name="incoming"/> has more, at every depth: new fields are appended in the order of
    /// <paramref name="incoming"/>. Gives this very instance when nothing changes, so that metaData is written only when needed.
    /// </summary>
    /// <param name="incoming">The schema to take in.</param>
    /// <param name="last">Names of top-level fields kept at the end: the partition columns.</param>
    /// <exception cref="DeltaException">A type differs, a name differs by case only, or a new name is not portable.</exception>
    public DeltaStruct Merge(DeltaStruct incoming, params IReadOnlyList<string> last) => SchemaMerge.Merge(this, incoming, last);

    public bool Equals(DeltaStruct? other) => other is not null && Fields.SequenceEqual(other.Fields);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var field in Fields)
            hash.Add(field);
        return hash.ToHashCode();
    }
}
