using System.Text;

namespace Etl.EndToEnd.Tests.Fidelity;

/// <summary>The outcome of a comparison, kept beside the tests as <c>NAME.*.tsv</c> for whoever looks into a failure.</summary>
internal static class FidelityReport
{
    public static void Require(string name, int files, long compared, IReadOnlyList<Difference> differences, string folder = "Fidelity")
    {
        var explained = new ExplainedDifferences(Path.Combine(folder, $"explained-{name}.tsv"), differences);
        Write(folder, $"{name}.all.tsv", differences);
        Write(folder, $"{name}.unexplained.tsv", explained.Unexplained);
        var counts = new StringBuilder().Append(files).Append(" files, ").Append(compared).Append(" values compared, ").Append(differences.Count).Append(" differences\n");
        foreach (var (line, count) in explained.Counts)
            counts.Append(count).Append('\t').Append(line.Kind).Append('\t').Append(line.Path).Append('\t').Append(line.File).Append('\n');
        File.WriteAllText(PathOf(folder, $"{name}.counts.tsv"), counts.ToString());

        var message = new StringBuilder();
        foreach (var group in explained.Unexplained.GroupBy(d => d.Kind).OrderByDescending(g => g.Count()))
            message.Append(group.Count()).Append(" × ").Append(group.Key).Append(", first ").Append(group.First().Path)
                .Append(" of ").Append(group.First().File).Append('\n');
        Assert.True(explained.Unexplained.Count == 0, $"Unexplained differences ({PathOf(folder, $"{name}.unexplained.tsv")}):\n{message}");
        Assert.True(!explained.Stale.Any(), $"Explanations without a difference: {string.Join("; ", explained.Stale.Select(s => $"{s.File} {s.Path} {s.Kind}"))}");
    }

    private static string PathOf(string folder, string file) => Path.Combine(AppContext.BaseDirectory, folder, file);

    private static void Write(string folder, string file, IEnumerable<Difference> differences) => File.WriteAllLines(
        PathOf(folder, file), differences.Select(d => $"{d.File}\t{d.Path}\t{d.Kind}\t{d.Theirs}\t{d.Ours}"));
}
