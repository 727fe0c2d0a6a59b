using System.Text;
using System.Text.RegularExpressions;
using Etl.Worker.Cli;

namespace Etl.Worker.Web.Dashboards;

/// <summary>
/// Reads a dashboard's file: a title (<c># …</c>), settings (<c>role: viewer</c>), paragraphs, headings (<c>## …</c>), and fenced blocks
/// <c>```sql SHAPE x=COLUMN y=COLUMN title="…"</c>. See docs/dashboards.md.
/// </summary>
internal static partial class DashboardFile
{
    private static readonly string[] Shapes = ["bars", "columns", "table"];
    private static readonly string[] Keys = ["x", "y", "title"];

    internal static Dashboard Read(string name, string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var problems = new List<DashboardProblem>();
        var parts = new List<DashboardPart>();
        var (title, isForViewers, at) = Head(name, lines, problems);
        while (at < lines.Length)
        {
            var line = lines[at].Trim();
            if (line.Length == 0)
                at++;
            else if (line.StartsWith("```", StringComparison.Ordinal))
                at = Block(lines, at, parts, problems);
            else if (line.StartsWith("## ", StringComparison.Ordinal))
                parts.Add(new DashboardHeading(++at, line[3..].Trim()));
            else
                at = Paragraph(lines, at, parts);
        }

        if (!parts.OfType<DashboardBlock>().Any() && problems.Count == 0)
            problems.Add(new(1, "There is no block of SQL: a line ```sql begins one."));
        return new Dashboard(name, title, isForViewers, parts, problems);
    }

    private static (string Title, bool IsForViewers, int At) Head(string name, string[] lines, List<DashboardProblem> problems)
    {
        var (title, isForViewers, at) = (name, false, 0);
        if (lines[0].StartsWith("# ", StringComparison.Ordinal))
            (title, at) = (lines[0][2..].Trim(), 1);
        else
            problems.Add(new(1, "The first line is no title: \"# Title\" was expected."));
        for (; at < lines.Length && lines[at].Trim().Length > 0 && SettingShape().Match(lines[at]) is { Success: true } setting; at++)
        {
            var (key, value) = (setting.Groups[1].Value, setting.Groups[2].Value.Trim());
            if (key != "role")
                problems.Add(new(at + 1, $"\"{key}\" is no setting; there is role."));
            else if (value is not ("viewer" or "analyst"))
                problems.Add(new(at + 1, $"role is \"{value}\"; viewer or analyst was expected."));
            isForViewers |= key == "role" && value == "viewer";
        }

        return (title, isForViewers, at);
    }

    private static int Paragraph(string[] lines, int at, List<DashboardPart> parts)
    {
        var (from, text) = (at + 1, new StringBuilder());
        for (; at < lines.Length && lines[at].Trim() is { Length: > 0 } line && !line.StartsWith("```", StringComparison.Ordinal) && !line.StartsWith("## ", StringComparison.Ordinal); at++)
            text.Append(text.Length > 0 ? " " : "").Append(line);
        parts.Add(new DashboardText(from, text.ToString()));
        return at;
    }

    private static int Block(string[] lines, int at, List<DashboardPart> parts, List<DashboardProblem> problems)
    {
        var fence = at;
        var end = Array.FindIndex(lines, at + 1, line => line.Trim() == "```");
        if (end < 0)
        {
            problems.Add(new(fence + 1, "The block has no end: a line with ``` alone was expected."));
            return lines.Length;
        }

        var words = WordShape().Matches(lines[at].Trim()[3..]).Select(match => match.Value).ToList();
        var sql = string.Join('\n', lines[(at + 1)..end]).Trim();
        if (words.Count == 0 || words[0] != "sql")
            problems.Add(new(fence + 1, $"The block is of \"{words.FirstOrDefault() ?? ""}\"; sql was expected."));
        else if (sql.Length == 0)
            problems.Add(new(fence + 1, "The block is empty."));
        else if (Options(words.Skip(1), fence + 1, problems) is var (shape, values))
            parts.Add(new DashboardBlock(fence + 1, sql, shape, values.GetValueOrDefault("x"), values.GetValueOrDefault("y"), values.GetValueOrDefault("title") ?? ""));
        return end + 1;
    }

    private static (string Shape, Dictionary<string, string> Values)? Options(IEnumerable<string> words, int line, List<DashboardProblem> problems)
    {
        var before = problems.Count;
        var shape = "table";
        var values = new Dictionary<string, string>();
        foreach (var word in words)
        {
            var parts = word.Split('=', 2);
            if (parts.Length == 1 && Shapes.Contains(word))
                shape = word;
            else if (parts.Length == 2 && Keys.Contains(parts[0]))
                values[parts[0]] = parts[1].Trim('"');
            else if (parts.Length == 2)
                problems.Add(new(line, $"\"{parts[0]}\" is no option.{Near(parts[0], Keys)} There are {string.Join(", ", Keys)}."));
            else
                problems.Add(new(line, $"\"{word}\" is no shape.{Near(word, Shapes)} There are {string.Join(", ", Shapes)}."));
        }

        if (shape != "table" && !(values.ContainsKey("x") && values.ContainsKey("y")))
            problems.Add(new(line, $"{shape} needs x=COLUMN and y=COLUMN."));
        return problems.Count == before ? (shape, values) : null;
    }

    private static string Near(string word, string[] names) => Spelling.Nearest(word, names) is { } near ? $" Did you mean \"{near}\"?" : "";

    [GeneratedRegex("^([a-z_]+):(.*)$")]
    private static partial Regex SettingShape();

    /// <summary>Words, in which a text in quotes may have spaces.</summary>
    [GeneratedRegex("""[^\s"]+("[^"]*")?""")]
    private static partial Regex WordShape();
}
