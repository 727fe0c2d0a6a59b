using System.Text.Json;

namespace Etl.Worker.Cli;

/// <summary>Rows as JSON objects, one a line: an array of them, or none around them (ndjson). Row by row, whatever their number.</summary>
internal static class JsonFormat
{
    private const int FlushAt = 64 << 10;

    public static void WriteArray(ResultTable table, Stream output) => Write(table, output, "[", ",\n ", "]\n");

    public static void WriteLines(ResultTable table, Stream output) => Write(table, output, "", "\n", "\n");

    private static void Write(ResultTable table, Stream output, string open, string between, string close)
    {
        var names = Names(table.Columns);
        var buffer = new MemoryStream();
        // The rows are values one after the other, which is no single document: hence no validation.
        using var writer = new Utf8JsonWriter(buffer, JsonLines.Options with { SkipValidation = true });
        var any = false;
        Append(open);
        foreach (var row in table.Rows)
        {
            if (any)
                Append(between);
            any = true;
            writer.Reset();
            writer.WriteStartObject();
            for (var i = 0; i < names.Length; i++)
            {
                writer.WritePropertyName(names[i]);
                CellJson.Write(writer, row[i]);
            }

            writer.WriteEndObject();
            writer.Flush();
            if (buffer.Length >= FlushAt)
                Drain();
        }

        if (any || open.Length > 0)
            Append(close);
        Drain();

        void Append(string text)
        {
            foreach (var c in text)
                buffer.WriteByte((byte)c);
        }

        void Drain()
        {
            output.Write(buffer.GetBuffer(), 0, (int)buffer.Length);
            output.Flush();
            buffer.SetLength(0);
        }
    }

    /// <summary>A member each, however often the query gives a name: the second <c>a</c> is <c>a_1</c>, as in a table made of the query.</summary>
    private static JsonEncodedText[] Names(IReadOnlyList<ResultColumn> columns)
    {
        var taken = new HashSet<string>(columns.Select(column => column.Name));
        var used = new HashSet<string>();
        var names = new JsonEncodedText[columns.Count];
        for (var i = 0; i < names.Length; i++)
        {
            var name = columns[i].Name;
            for (var n = 1; !used.Add(name); n++)
                name = Free(columns[i].Name, n, taken);
            names[i] = JsonEncodedText.Encode(name, JsonLines.Options.Encoder);
        }

        return names;
    }

    private static string Free(string name, int number, HashSet<string> taken)
    {
        while (taken.Contains($"{name}_{number}"))
            number++;
        return $"{name}_{number}";
    }
}
