namespace Etl.Worker.Lake.Delta;

/// <summary>The union of two schemas: what may be added to a table whose older files stay as they are.</summary>
internal static class SchemaMerge
{
    public static DeltaStruct Merge(DeltaStruct existing, DeltaStruct incoming, IReadOnlyList<string> last)
    {
        var merged = MergeStruct(existing, incoming, "");
        if (ReferenceEquals(merged, existing) || last.Count == 0)
            return merged;
        return new DeltaStruct(
        [
            .. merged.Fields.Where(field => !last.Contains(field.Name)),
            .. merged.Fields.Where(field => last.Contains(field.Name)),
        ]);
    }

    /// <summary>Refuses names that some reader or SQL dialect would need quoted or cannot hold.</summary>
    public static void RequirePortableNames(DeltaType type, string path)
    {
        switch (type)
        {
            case DeltaStruct nested:
                foreach (var field in nested.Fields)
                {
                    RequirePortableName(field.Name, path);
                    RequirePortableNames(field.Type, Join(path, field.Name));
                }
                break;
            case DeltaArray array:
                RequirePortableNames(array.Element, path);
                break;
            case DeltaMap map:
                RequirePortableNames(map.Key, path);
                RequirePortableNames(map.Value, path);
                break;
        }
    }

    private static DeltaStruct MergeStruct(DeltaStruct existing, DeltaStruct incoming, string path)
    {
        DeltaField[]? changed = null;
        for (var i = 0; i < existing.Fields.Count; i++)
        {
            var field = existing.Fields[i];
            if (incoming.Find(field.Name) is not { } other)
                continue;
            var merged = MergeField(field, other, Join(path, field.Name));
            if (ReferenceEquals(merged, field))
                continue;
            changed ??= [.. existing.Fields];
            changed[i] = merged;
        }
        var added = new List<DeltaField>();
        foreach (var field in incoming.Fields)
        {
            if (existing.FindIgnoringCase(field.Name) is { } known)
            {
                if (known.Name != field.Name)
                    throw new DeltaException($"Field {Join(path, field.Name)} differs from '{known.Name}' by case only; readers cannot tell them apart.");
                continue;
            }
            RequirePortableName(field.Name, path);
            RequirePortableNames(field.Type, Join(path, field.Name));
            added.Add(field);
        }
        return changed is null && added.Count == 0
            ? existing
            : new DeltaStruct([.. changed ?? existing.Fields, .. added]);
    }

    private static DeltaField MergeField(DeltaField existing, DeltaField incoming, string path)
    {
        var type = MergeType(existing.Type, incoming.Type, path);
        var nullable = existing.Nullable || incoming.Nullable;
        var comment = incoming.Comment ?? existing.Comment;
        return ReferenceEquals(type, existing.Type) && nullable == existing.Nullable && comment == existing.Comment
            ? existing
            : existing with { Type = type, Nullable = nullable, Comment = comment };
    }

    private static DeltaType MergeType(DeltaType existing, DeltaType incoming, string path)
    {
        switch (existing, incoming)
        {
            case (DeltaStruct left, DeltaStruct right):
                return MergeStruct(left, right, path);
            case (DeltaArray left, DeltaArray right):
                var element = MergeType(left.Element, right.Element, path);
                var containsNull = left.ContainsNull || right.ContainsNull;
                return ReferenceEquals(element, left.Element) && containsNull == left.ContainsNull
                    ? left
                    : new DeltaArray(element, containsNull);
            default:
                // Widening is a table feature of its own that many readers refuse, so int to long is an error too.
                return existing == incoming
                    ? existing
                    : throw new DeltaException(
                        $"Field {path} is {existing.ToDuckDbType()} in the table and {incoming.ToDuckDbType()} in the new data; a type never changes.");
        }
    }

    private static void RequirePortableName(string name, string path)
    {
        var portable = name.Length > 0 && (char.IsAsciiLetter(name[0]) || name[0] == '_')
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
        if (!portable)
            throw new DeltaException($"Field name '{name}' under '{path}' is not letters, digits and underscores.");
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
