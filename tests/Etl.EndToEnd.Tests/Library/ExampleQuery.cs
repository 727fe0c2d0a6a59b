using Etl.EndToEnd.Tests.Corpus;

namespace Etl.EndToEnd.Tests.Library;

/// <summary>A file of <c>docs/queries</c>: a title, a question, and the SQL that answers it.</summary>
internal sealed record ExampleQuery(string Name, string Title, string Question, string Sql)
{
    public static string Folder { get; } = Path.Combine(SharedFolder.Repository, "docs", "queries");

    public static IReadOnlyList<ExampleQuery> All { get; } =
        [.. Directory.GetFiles(Folder, "*.sql").Order(StringComparer.Ordinal).Select(Read)];

    private static ExampleQuery Read(string file)
    {
        var lines = File.ReadAllText(file).ReplaceLineEndings("\n").Split('\n');
        Assert.True(lines.Length > 2 && lines[0].StartsWith("-- ", StringComparison.Ordinal) && lines[1].StartsWith("-- ", StringComparison.Ordinal),
            $"{file} begins with a title and a question, a comment each.");
        return new(Path.GetFileNameWithoutExtension(file), lines[0][3..], lines[1][3..], string.Join('\n', lines.Skip(2)).Trim().TrimEnd(';'));
    }
}
