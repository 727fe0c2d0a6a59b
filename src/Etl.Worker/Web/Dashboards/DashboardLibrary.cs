namespace Etl.Worker.Web.Dashboards;

/// <summary>The dashboards: those that come with the program, and those of a folder, which take the place of others of the same name.</summary>
internal sealed class DashboardLibrary(string? folder)
{
    private const string Prefix = "dashboards/";
    private const string Ending = ".md";
    private const long Largest = 1 << 20;

    private readonly IReadOnlyDictionary<string, Dashboard> shipped = Shipped();

    /// <summary>All, by title. The folder is read anew each time, so that a change is seen at once.</summary>
    internal IReadOnlyList<Dashboard> All() =>
        [.. Own().Concat(shipped.Values).DistinctBy(d => d.Name).OrderBy(d => d.Title, StringComparer.OrdinalIgnoreCase).ThenBy(d => d.Name, StringComparer.Ordinal)];

    internal Dashboard? Find(string name) => All().FirstOrDefault(d => d.Name == name);

    private IEnumerable<Dashboard> Own()
    {
        if (folder is null || !Directory.Exists(folder))
            yield break;
        foreach (var file in Directory.EnumerateFiles(folder, "*" + Ending).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileNameWithoutExtension(file);
            yield return new FileInfo(file).Length > Largest
                ? new Dashboard(name, name, false, [], [new(1, "The file is larger than 1 MiB.")])
                : DashboardFile.Read(name, File.ReadAllText(file));
        }
    }

    private static Dictionary<string, Dashboard> Shipped()
    {
        var assembly = typeof(DashboardLibrary).Assembly;
        return assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(resource =>
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            return DashboardFile.Read(resource[Prefix.Length..^Ending.Length], reader.ReadToEnd()) with { IsShipped = true };
        }).ToDictionary(d => d.Name);
    }
}
