namespace Etl.Worker.Warehouse;

/// <summary>Which table the parts of a modality are loaded into.</summary>
internal static class InstanceTables
{
    internal const string Prefix = "instances_";
    internal const string Other = Prefix + "other";
    internal const string None = Prefix + "none";

    /// <summary>
    /// Parts by table, in the order of the tables' names. A modality has its own table when it is plain (CS without spaces or underscores:
    /// PS3.5 6.2) and its table is no one else's; all others share <see cref="Other"/>. Instances without modality are in <see cref="None"/>.
    /// </summary>
    internal static SortedDictionary<string, List<InstancePart>> Assign(IEnumerable<InstancePart> parts)
    {
        var tables = new SortedDictionary<string, List<InstancePart>>(StringComparer.Ordinal);
        foreach (var part in parts)
        {
            var table = part.Modality is not { } modality ? None : IsPlain(modality) ? Prefix + modality.ToLowerInvariant() : Other;
            if (part.Modality is not null && table == None)
                table = Other;
            if (!tables.TryGetValue(table, out var list))
                tables.Add(table, list = []);
            list.Add(part);
        }

        return tables;
    }

    /// <summary>Whether a table may have rows of a plain modality.</summary>
    internal static bool MayHold(string table, string modality) => table == Other || table == Prefix + modality.ToLowerInvariant();

    private static bool IsPlain(string modality) =>
        modality.Length is >= 1 and <= 16 && modality.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c));
}
