namespace Etl.Schema.Tests.Values;

/// <summary>The case tables beside the repository: absent ones are a visible skip, and a failure where CI is set.</summary>
internal static class SharedCases
{
    public static string Folder { get; } = Find();

    public static bool IsRequired => Environment.GetEnvironmentVariable("CI") == "true";

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder != null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Etl.sln")))
                return Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", "reference", "dicom-cases"));
        }

        return Path.GetFullPath("dicom-cases");
    }
}

internal sealed class SharedCasesTheoryAttribute : TheoryAttribute
{
    public SharedCasesTheoryAttribute()
    {
        if (!Directory.Exists(SharedCases.Folder) && !SharedCases.IsRequired)
            Skip = "The case tables are not beside the repository.";
    }
}

/// <summary>Needs Python, whose codecs are an independent reading of the same standards.</summary>
internal sealed class PythonTheoryAttribute : TheoryAttribute
{
    public PythonTheoryAttribute()
    {
        if (!File.Exists(Python.Path) && !SharedCases.IsRequired)
            Skip = $"There is no {Python.Path}.";
    }
}

internal static class Python
{
    public const string Path = "/usr/bin/python3";

    public static string Run(string script)
    {
        var start = new System.Diagnostics.ProcessStartInfo(Path, ["-X", "utf8", "-c", script]) { RedirectStandardOutput = true };
        using var process = System.Diagnostics.Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
