using System.Text;
using Etl.Schema.Standard;
using Etl.Worker.DuckDb;

namespace Etl.Worker.Warehouse;

/// <summary>The tables of the standard as tables <c>standard_*</c>, all text, an empty field being NULL.</summary>
internal static class StandardTables
{
    private static readonly (string Name, string Title, string[] Comments)[] Tables =
    [
        ("attributes", "Data dictionary (PS3.6 chapters 6 to 9): one row per data element, repeating groups as one",
            ["Tag, GGGGEEEE; XX stands for the repetitions of a group", "Keyword", "VR; several as US|SS", "VM as printed", "Y: retired", "Name"]),
        ("confidentiality", "Basic Application Level Confidentiality Profile (PS3.15 Table E.1-1): one row per attribute",
            ["Tag, ggggeeee; x stands for any digit", "Name", "Action of the Basic Profile: D dummy, Z zero or dummy, X remove, K keep, C clean, U replace UID",
                .. Enumerable.Repeat("Action of this option of the profile; NULL where the basic action holds", 10)]),
        ("iod_modules", "Modules of the IODs (PS3.3 Annex A): one row per IOD and module",
            ["IOD", "Module", "M mandatory, U user option, C conditional", "Information entity"]),
        ("module_attributes", "Attributes of the modules (PS3.3 Annex C): one row per module and path",
            ["Module", "Keywords of the attribute and of the sequences around it, parted by dots", "Tag, GGGGEEEE", "Type: 1, 1C, 2, 2C or 3", "Edition of the standard that the row is from"]),
        ("sop_classes", "Storage SOP classes (PS3.4 Annex B): one row per class", ["UID", "Name", "Keyword", "IOD", "Y: retired"]),
        ("uids", "Registered UIDs (PS3.6 Annex A): one row per UID", ["UID", "Name", "Kind: SOP Class, Transfer Syntax, …", "Keyword", "Y: retired"]),
    ];

    internal static void Load(DuckDbConnection connection, CancellationToken cancel)
    {
        foreach (var (name, title, comments) in Tables)
        {
            var table = "standard_" + name;
            using var header = new StreamReader(StandardTable.Open(name));
            var columns = header.ReadLine()!.Split('\t').Select(SnakeCase).ToList();
            connection.Execute($"create table {table} ({string.Join(", ", columns.Select(c => $"{DuckDbSql.Name(c)} varchar"))})", cancel);
            Append(connection, table, columns.Count, StandardTable.Read(name));
            connection.Execute(ColumnComments.Of("table", table, title, columns.Zip(comments)), cancel);
        }
    }

    private static void Append(DuckDbConnection connection, string table, int columns, IEnumerable<string[]> lines)
    {
        using var appender = connection.OpenAppender(table);
        foreach (var chunk in lines.Chunk(DataChunkWriter.Capacity))
        {
            for (var column = 0; column < columns; column++)
            {
                var writer = appender.Chunk[column];
                for (var row = 0; row < chunk.Length; row++)
                    writer.SetString(row, chunk[row][column] is { Length: > 0 } text ? text : null);
            }

            appender.Append(chunk.Length);
        }

        appender.Flush();
    }

    /// <summary><c>rtnUIDsOpt</c> becomes <c>rtn_uids_opt</c>.</summary>
    private static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsAsciiLetterUpper(name[i]) && i > 0 && !char.IsAsciiLetterUpper(name[i - 1])
                || char.IsAsciiLetterUpper(name[i]) && i > 0 && i + 2 < name.Length && char.IsAsciiLetterLower(name[i + 1]) && char.IsAsciiLetterLower(name[i + 2]))
                text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }
}
