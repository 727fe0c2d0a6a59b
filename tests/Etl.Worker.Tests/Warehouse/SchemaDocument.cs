using System.Text;
using System.Text.RegularExpressions;
using Etl.Worker.Warehouse;

namespace Etl.Worker.Tests.Warehouse;

/// <summary><c>docs/schema.md</c>: the relations of the warehouse as their comments and the headers of their files describe them.</summary>
public sealed partial class SchemaDocument
{
    private const string Command = "ETL_UPDATE_DOCS=1 dotnet test tests/Etl.Worker.Tests --filter SchemaDocument";
    private const int LongestType = 60;

    [Fact]
    public void Document_IsCurrent()
    {
        var path = Path.Combine(RepositoryFolder, "docs", "schema.md");
        var current = Write();
        if (Environment.GetEnvironmentVariable("ETL_UPDATE_DOCS") == "1")
            File.WriteAllText(path, current);

        Assert.True(File.Exists(path), $"There is no docs/schema.md. To write it: {Command}");
        Assert.True(File.ReadAllText(path) == current, $"docs/schema.md is not current. To write it again: {Command}");
    }

    private static string RepositoryFolder
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder!.FullName, "Etl.sln")))
                folder = folder.Parent;
            return folder.FullName;
        }
    }

    private static string Write()
    {
        using var warehouse = new TestWarehouse().Build();
        var relations = warehouse.Query("""
            select table_name || '|table|' || comment from duckdb_tables()
            union all select view_name || '|view|' || comment from duckdb_views() where not internal
            order by all
            """).Select(row => row.Split('|', 3)).ToList();
        var columns = warehouse.Query("""
            select table_name || '|' || column_name || '|' || data_type || '|' || coalesce(comment, '')
            from duckdb_columns() where not internal order by table_name, column_index
            """).Select(row => row.Split('|', 4)).ToLookup(c => c[0]);
        var files = SqlLibrary.Load().Where(o => o.Layer is SqlLibrary.Standard or SqlLibrary.Base or SqlLibrary.Marts).ToDictionary(o => o.Name);

        var text = new StringBuilder();
        text.Append("# The warehouse\n\n");
        text.Append("Its relations, as their comments say (`duckdb_columns()` has them too). This file is written by a test:\n\n");
        text.Append($"```sh\n{Command}\n```\n\n");
        text.Append("Attributes have the keywords of the standard, computed columns are in snake_case. Beside what stands here, `dicom_all` and the ");
        text.Append("tables `instances_*` have a column for every attribute that the archive has.\n");
        foreach (var (title, isMember) in Chapters(files))
        {
            text.Append($"\n## {title}\n\n");
            foreach (var relation in relations.Where(r => isMember(r[0])))
                text.Append($"- [{relation[0]}](#{relation[0]}): {relation[2]}\n");
            foreach (var relation in relations.Where(r => isMember(r[0])))
                Append(text, relation, files.GetValueOrDefault(relation[0]), columns[relation[0]]);
        }

        return text.ToString();
    }

    private static (string Title, Func<string, bool> IsMember)[] Chapters(Dictionary<string, SqlObject> files) =>
    [
        ("Instances", name => name is "dicom_all" or "instance_keys"),
        ("Relations of sql/", name => files.TryGetValue(name, out var file) && file.Layer != SqlLibrary.Standard),
        ("The lake", name => name.StartsWith("lake_", StringComparison.Ordinal)),
        ("The standard", name => name.StartsWith("standard_", StringComparison.Ordinal)
            && (!files.TryGetValue(name, out var file) || file.Layer == SqlLibrary.Standard)),
    ];

    private static void Append(StringBuilder text, string[] relation, SqlObject? file, IEnumerable<string[]> columns)
    {
        text.Append($"\n### {relation[0]}\n\n{relation[2]} ({relation[1]})\n");
        foreach (Match line in Header().Matches(file?.Text ?? ""))
            text.Append($"\n{line.Groups["title"].Value}: {Continuation().Replace(line.Groups["text"].Value, " ")}\n");
        var examples = Directory.GetFiles(Path.Combine(RepositoryFolder, "docs", "queries"), "*.sql").Order(StringComparer.Ordinal)
            .Where(query => Regex.IsMatch(File.ReadAllText(query), $@"^[^-].*\b{relation[0]}\b", RegexOptions.Multiline))
            .Select(query => $"[{Path.GetFileNameWithoutExtension(query)}](queries/{Path.GetFileName(query)})").ToList();
        if (examples.Count > 0)
            text.Append($"\nExamples: {string.Join(", ", examples)}\n");
        if (relation[0] == "dicom_metadata")
            return;
        text.Append("\n| column | type | |\n|---|---|---|\n");
        foreach (var column in columns)
            text.Append($"| {column[1]} | {Type(column[2])} | {column[3].Replace("|", "\\|", StringComparison.Ordinal)} |\n");
    }

    private static string Type(string type) => type.Length <= LongestType ? type : type.EndsWith("[]", StringComparison.Ordinal) ? "STRUCT(…)[]" : "STRUCT(…)";

    [GeneratedRegex(@"^-- (?<title>Grain|Caveats): (?<text>[^\n]*(\n--   [^\n]*)*)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Header();

    [GeneratedRegex(@"\n--   ")]
    private static partial Regex Continuation();
}
