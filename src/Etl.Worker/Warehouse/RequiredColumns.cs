using System.Text;
using Etl.Schema.Columns;
using Etl.Schema.Dicom;
using Etl.Worker.DuckDb;

namespace Etl.Worker.Warehouse;

/// <summary>The attributes that <c>sql/</c> reads (<see cref="SqlObject.Reads"/>), with the types that the standard gives them.</summary>
internal sealed class RequiredColumns
{
    /// <summary>There in every warehouse, whatever <c>sql/</c> reads.</summary>
    internal static readonly string[] Identifiers =
        ["PatientID", "StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID", "SOPClassUID", "Modality", "TransferSyntaxUID"];

    private readonly SortedDictionary<string, RequiredColumns> fields = new(ColumnOrder.Instance);

    private RequiredColumns()
    {
    }

    /// <exception cref="FormatException">A header names what is no attribute, is binary, or is no sequence but has fields.</exception>
    internal static RequiredColumns Of(IEnumerable<SqlObject> objects)
    {
        var root = new RequiredColumns();
        foreach (var identifier in Identifiers)
            root.Add(identifier);
        foreach (var file in objects)
        {
            foreach (var path in file.Reads)
            {
                if (!root.Add(path))
                    throw new FormatException($"sql/{file.Layer}/{file.Name}.sql reads '{path}', which is no path of attributes with columns.");
            }
        }

        return root;
    }

    /// <summary>Name and type of each column as the lake has it.</summary>
    internal IEnumerable<KeyValuePair<string, string>> Columns => fields.Select(f => KeyValuePair.Create(f.Key, f.Value.TypeOf(f.Key)));

    private bool Add(string path)
    {
        var node = this;
        var parts = path.Split('.');
        for (var i = 0; i < parts.Length; i++)
        {
            if (AttributeColumn.Find(parts[i]) is not { } attribute || attribute.ScalarType is null && attribute.Entry.Vr != Vr.SQ
                || i < parts.Length - 1 && attribute.Entry.Vr != Vr.SQ)
                return false;
            if (!node.fields.TryGetValue(parts[i], out var next))
                node.fields.Add(parts[i], next = new RequiredColumns());
            node = next;
        }

        return true;
    }

    private string TypeOf(string name)
    {
        if (AttributeColumn.Find(name)!.ScalarType is { } scalar)
            return scalar;
        if (fields.Count == 0)
            return $"STRUCT(item_number {ColumnKind.Int32.SqlName()})[]";
        var text = new StringBuilder("STRUCT(");
        text.AppendJoin(", ", Columns.Select(c => $"{DuckDbSql.Name(c.Key)} {c.Value}"));
        return text.Append(")[]").ToString();
    }
}
