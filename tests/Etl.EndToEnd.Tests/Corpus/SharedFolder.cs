namespace Etl.EndToEnd.Tests.Corpus;

/// <summary>Material that lies beside the repository and is never part of it: <c>../shared</c>.</summary>
internal static class SharedFolder
{
    public static string Repository { get; } = FindRepository();

    public static string Root { get; } = Path.Combine(Path.GetDirectoryName(Repository)!, "shared");

    /// <summary>Real files that nobody here wrote.</summary>
    public static string Files { get; } = Path.Combine(Root, "corpus", "files");

    /// <summary>What pydicom reads in each of them, a JSON line a file.</summary>
    public static string Expected { get; } = Path.Combine(Root, "corpus", "expected.ndjson.gz");

    public static string IdcColumns { get; } = Path.Combine(Root, "reference", "idc_v17_dicom_metadata_columns.csv");

    private static string FindRepository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Etl.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("No folder above the tests holds Etl.sln.");
        return folder;
    }
}
