namespace Etl.EndToEnd.Tests.Corpus;

/// <summary>A test that needs material or a program from outside the repository: skipped in sight where it is missing, failed under CI=true.</summary>
internal sealed class CorpusFactAttribute : FactAttribute
{
    /// <param name="needs">Programs that must be on the PATH.</param>
    public CorpusFactAttribute(params string[] needs)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true")
            return;
        if (!File.Exists(SharedFolder.Expected))
            Skip = "The corpus ../shared is not here.";
        else if (needs.FirstOrDefault(program => !IsOnPath(program)) is { } missing)
            Skip = $"The program {missing} is not installed.";
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, program)));
}
