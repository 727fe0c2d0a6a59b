using System.Text.Json;

namespace Etl.Bench;

/// <summary>What was measured: tables, printed as they come (Markdown) and kept for <c>--json FILE</c>.</summary>
internal sealed class Report
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly List<object> tables = [];

    /// <param name="title">What was measured, in which unit, on what.</param>
    /// <param name="columns">Names with units.</param>
    /// <param name="rows">One a thing that was measured.</param>
    internal void Table(string title, IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        tables.Add(new { title, columns, rows });
        Console.WriteLine($"\n{title}\n");
        Console.WriteLine($"| {string.Join(" | ", columns)} |");
        Console.WriteLine($"|{string.Concat(columns.Select(_ => "---|"))}");
        foreach (var row in rows)
            Console.WriteLine($"| {string.Join(" | ", row)} |");
        Console.WriteLine();
    }

    /// <summary>Something that is missing or was left out, and what to do about it.</summary>
    internal void Note(string text)
    {
        tables.Add(new { note = text });
        Console.WriteLine(text);
    }

    internal void Save(string file) =>
        File.WriteAllText(file, JsonSerializer.Serialize(new { machine = Machine.Describe(), measured_at = DateTimeOffset.UtcNow, tables }, Indented));
}
