using Etl.Schema.Columns;
using Etl.Schema.Dicom;
using Etl.Schema.Standard;

namespace Etl.Worker.Warehouse;

/// <summary>The attribute that a column is named for: <c>PatientID</c>, or <c>OverlayRows_6002</c> for a repetition of a group.</summary>
internal sealed record AttributeColumn(string Name, Tag Tag, DictionaryEntry Entry)
{
    private static readonly Dictionary<string, DictionaryEntry> ByKeyword = Keywords();

    /// <summary>The attribute of a column, or null when it is named for none.</summary>
    internal static AttributeColumn? Find(string column)
    {
        if (ByKeyword.TryGetValue(column, out var entry))
            return new AttributeColumn(column, entry.Tag, entry);
        var at = column.LastIndexOf('_');
        if (at < 0 || !ByKeyword.TryGetValue(column[..at], out entry) || !entry.IsRepeating
            || !uint.TryParse(column.AsSpan(at + 1), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var digits))
            return null;
        var tag = column.Length - at - 1 == 4 ? new Tag((ushort)digits, entry.Tag.Element) : new Tag(digits);
        return DataDictionary.ColumnName(tag) == column ? new AttributeColumn(column, tag, entry) : null;
    }

    /// <summary>The SQL type of the column in the lake; null for a sequence, whose type depends on its fields, and for binary ones.</summary>
    internal string? ScalarType => ColumnKinds.Of(Entry.Vr) is { } kind and not ColumnKind.Sequence
        ? kind.SqlName() + (Entry.IsList ? "[]" : "")
        : null;

    /// <summary>The macro that gives a column of times its type in <c>dicom_all</c>, and that type; null for all other columns.</summary>
    internal (string Macro, string Type)? Clock => Entry.Vr switch
    {
        Vr.TM => ("dicom_time", "TIME"),
        Vr.DT => ("dicom_datetime", "TIMESTAMP"),
        _ => null,
    };

    internal string Comment => $"{Entry.Name}. {VrText}, VM {Entry.Vm}, ({Tag.Group:X4},{Tag.Element:X4}){(Entry.IsRetired ? ", retired" : "")}";

    private string VrText => Entry.Vr switch
    {
        Vr.UsOrSs => "US or SS",
        Vr.UsOrOw => "US or OW",
        Vr.ObOrOw => "OB or OW",
        Vr.UsOrSsOrOw => "US or SS or OW",
        var vr => vr.ToString(),
    };

    private static Dictionary<string, DictionaryEntry> Keywords()
    {
        var keywords = new Dictionary<string, DictionaryEntry>(StringComparer.Ordinal);
        foreach (var entry in DataDictionary.Entries)
        {
            if (entry.Keyword.Length > 0)
                keywords.TryAdd(entry.Keyword, entry);
        }

        return keywords;
    }
}
