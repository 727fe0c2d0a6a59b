namespace Etl.Bench;

/// <summary>Other programs that read the headers of the same files, each as its manual says.</summary>
internal static class Peers
{
    internal const string Python = "/usr/bin/python3";

    private const int MostProcesses = 300;

    private const string Read = """
        import os, sys, warnings
        warnings.simplefilter("ignore")
        import pydicom
        for folder, _, files in os.walk(sys.argv[1]):
            for name in files:
                try:
                    dataset = pydicom.dcmread(os.path.join(folder, name), stop_before_pixels=True, force=True)
                    if sys.argv[2] == "values":
                        for element in dataset.iterall():
                            element.value
                except Exception:
                    pass
        """;

    private const string Rows = """
        import json, os, sys, warnings
        warnings.simplefilter("ignore")
        import pydicom
        pydicom.config.use_none_as_empty_text_VR_value = True
        with open(sys.argv[2], "w") as out:
            for folder, _, files in os.walk(sys.argv[1]):
                for name in files:
                    try:
                        dataset = pydicom.dcmread(os.path.join(folder, name), stop_before_pixels=True, force=True)
                        row = {}
                        for element in dataset:
                            if element.keyword:
                                row[element.keyword] = str(element.value)
                        row["path"] = os.path.join(folder, name)
                        out.write(json.dumps(row) + "\n")
                    except Exception:
                        pass
        """;

    /// <summary>One pass over a folder by each program that is installed; others are named in the report.</summary>
    internal static IEnumerable<(string Name, Func<string, Timing> Read)> Installed(Report report)
    {
        if (Machine.Has(Python))
        {
            yield return ("pydicom dcmread, values not decoded", folder => Machine.Measure(Python, "-c", Read, folder, "bare"));
            yield return ("pydicom dcmread, every value decoded", folder => Machine.Measure(Python, "-c", Read, folder, "values"));
        }

        (string Tool, string Package, Func<string, Timing> Run)[] tools =
        [
            ("dcmdump", "dcmtk", folder => Machine.Measure("dcmdump", "-q", "-M", "+sd", "+r", "+f", folder)),
            ("gdcmdump, a process a file", "libgdcm-tools", folder => Each(folder, "gdcmdump")),
            ("dcm2json, a process a file", "dcmtk", folder => Each(folder, "dcm2json", "-q", "+f")),
        ];
        foreach (var (tool, package, run) in tools)
        {
            if (Machine.Has(tool.Split(',')[0]))
                yield return (tool, run);
            else
                report.Note($"{tool.Split(',')[0]} is missing (Debian's package {package}): left out.");
        }
    }

    /// <summary>Rows by pydicom as a user would write them: a line of JSON each, every value as text.</summary>
    internal static Timing WriteRows(string folder, string file) => Machine.Measure(Python, "-c", Rows, folder, file);

    /// <summary>
    /// Seconds that pydicom takes to read a header, every value decoded, on one core, its start left out: of files spread evenly over an archive,
    /// read twice so that the second time counts. Null where it is not installed.
    /// </summary>
    internal static double? SecondsAHeader(IReadOnlyList<string> files, int most)
    {
        if (!Machine.Has(Python))
            return null;
        var folder = Directory.CreateTempSubdirectory("etl-bench-spread-").FullName;
        var step = Math.Max(1, files.Count / most);
        var spread = files.Order(StringComparer.Ordinal).Where((_, i) => i % step == 0).ToList();
        foreach (var (file, i) in spread.Select((f, i) => (f, i)))
            File.CreateSymbolicLink(Path.Combine(folder, $"{i}"), Path.GetFullPath(file));
        Machine.Measure(Python, "-c", Read, folder, "bare");
        var took = Machine.Measure(Python, "-c", Read, folder, "values").Wall - Start().Wall;
        Directory.Delete(folder, recursive: true);
        return took / spread.Count;
    }

    /// <summary>What starting Python and importing pydicom takes.</summary>
    internal static Timing Start() => Machine.Measure(Python, "-c", "import pydicom");

    /// <summary>A program that ends at the first file it cannot read, or takes one: some of the files, a process each; the time is scaled to all.</summary>
    private static Timing Each(string folder, params string[] command)
    {
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        var every = Math.Max(1, files.Count / MostProcesses);
        var some = files.Where((_, i) => i % every == 0).ToList();
        var list = Path.GetTempFileName();
        File.WriteAllLines(list, some);
        var took = Machine.Measure(
            "sh", ["-c", $"while read -r file; do {string.Join(' ', command)} \"$file\" >/dev/null 2>&1; done <\"$1\"", "sh", list], children: true);
        File.Delete(list);
        var scale = (double)files.Count / some.Count;
        return new Timing(took.Wall * scale, took.Cpu * scale);
    }
}
