namespace Etl.Worker.Sandbox;

/// <summary>
/// The built-in functions that a statement of the console may call: those that compute, none that reads files, settings, other
/// statements or logs. The list is data, <c>functions.tsv</c>; what it does not name is refused.
/// </summary>
internal static class AllowedFunctions
{
    /// <summary>The verdicts: whether a function in FROM (<c>table</c>) or in an expression (<c>scalar</c>) is allowed.</summary>
    internal static IEnumerable<(string Kind, string Name, bool IsAllowed)> Verdicts()
    {
        using var stream = typeof(AllowedFunctions).Assembly.GetManifestResourceStream("sandbox/functions.tsv")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
                continue;
            var fields = line.Split('\t');
            yield return (fields[0], fields[1], fields[2] == "allowed");
        }
    }

    internal static HashSet<string> Of(string kind) =>
        Verdicts().Where(v => v.IsAllowed && v.Kind == kind).Select(v => v.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
}
