namespace Etl.Schema.Tests.Dicom;

/// <summary>The cases and real files beside the repository. Without them a test is skipped, on a build server it fails.</summary>
internal static class SharedMaterial
{
    private static readonly string Root = Path.Combine(RepositoryRoot(), "..", "shared");

    public static string Cases => Path.Combine(Root, "reference", "dicom-cases");

    public static string Corpus => Path.Combine(Root, "corpus");

    public static string? SkipReason =>
        Directory.Exists(Cases) && Directory.Exists(Corpus) || Environment.GetEnvironmentVariable("CI") == "true"
            ? null
            : "The shared cases and files are not beside the repository.";

    public static IEnumerable<string> CorpusFiles()
    {
        var files = Path.Combine(Corpus, "files");
        return Directory.EnumerateFiles(files, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
    }

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Etl.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("No Etl.sln above the tests.");
        return folder;
    }
}

public sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute() => Skip = SharedMaterial.SkipReason;
}

public sealed class SharedTheoryAttribute : TheoryAttribute
{
    public SharedTheoryAttribute() => Skip = SharedMaterial.SkipReason;
}
