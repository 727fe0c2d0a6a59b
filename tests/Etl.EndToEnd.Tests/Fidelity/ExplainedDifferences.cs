using System.Text.RegularExpressions;

namespace Etl.EndToEnd.Tests.Fidelity;

/// <summary>One line of a list of explained differences.</summary>
/// <param name="File">Pattern of the file; <c>*</c> stands for any text.</param>
/// <param name="Path">Pattern of the attribute's path.</param>
/// <param name="Kind">Pattern of the kind.</param>
/// <param name="Right">Who is right: us, them, both, neither.</param>
/// <param name="Reason">Why.</param>
internal sealed record Explanation(string File, string Path, string Kind, string Right, string Reason)
{
    private readonly Regex file = Glob(File), path = Glob(Path), kind = Glob(Kind);

    public bool Covers(Difference difference) =>
        kind.IsMatch(difference.Kind) && path.IsMatch(difference.Path) && file.IsMatch(difference.File);

    private static Regex Glob(string pattern) => new(
        "^(" + string.Join('|', pattern.Split('|').Select(p => Regex.Escape(p).Replace("\\*", ".*"))) + ")$", RegexOptions.Singleline);
}

/// <summary>Differences sorted by the line that explains them: the first that covers one takes it.</summary>
internal sealed class ExplainedDifferences
{
    private static readonly string[] Sides = ["us", "them", "both", "neither"];

    public ExplainedDifferences(string list, IEnumerable<Difference> differences)
    {
        var lines = Read(list);
        var used = lines.ToDictionary(l => l, _ => 0);
        foreach (var difference in differences)
        {
            if (lines.Find(l => l.Covers(difference)) is { } line)
                used[line]++;
            else
                Unexplained.Add(difference);
        }

        Counts = used;
    }

    public List<Difference> Unexplained { get; } = [];

    public IReadOnlyDictionary<Explanation, int> Counts { get; }

    public IEnumerable<Explanation> Stale => Counts.Where(c => c.Value == 0).Select(c => c.Key);

    private static List<Explanation> Read(string list)
    {
        var path = Path.Combine(AppContext.BaseDirectory, list);
        return [.. File.ReadLines(path).Skip(1).Where(l => l.Length > 0).Select(line =>
        {
            var fields = line.Split('\t');
            Assert.True(fields.Length == 5 && Sides.Contains(fields[3]) && fields[4].Length > 20, $"{list} holds a line of another form: {line}");
            return new Explanation(fields[0], fields[1], fields[2], fields[3], fields[4]);
        })];
    }
}
