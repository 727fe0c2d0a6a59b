using System.Diagnostics;
using Etl.Worker.Sample;

namespace Etl.Worker.Tests.Sample;

/// <summary>The archive as pydicom and dciodvfy see it.</summary>
public sealed class SampleReadingTests : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private const string Validator = "/usr/bin/dciodvfy";

    // Prints "path <tab> SOP class" for each file that reads in full, "path <tab> ! exception" for each that does not.
    private const string ReadAll =
        """
        import os, sys, warnings, pydicom
        warnings.simplefilter('ignore')
        def walk(items):
            for element in items:
                if element.VR == 'SQ':
                    for item in element.value: walk(item)
                else: str(element.value)
        for folder, _, names in os.walk(sys.argv[1]):
            for name in names:
                path = os.path.join(folder, name)
                shown = os.path.relpath(path, sys.argv[1])
                try:
                    data = pydicom.dcmread(path, force='unsorted' not in shown)
                    walk(data); data.decode()
                    found = data.get('SOPClassUID') or data.file_meta.MediaStorageSOPClassUID
                    assert 'unsorted' in shown or 'PixelData' in data or len(data) > 20 or name == 'DICOMDIR'
                    print(shown, found, sep='\t')
                except Exception as error:
                    print(shown, '! ' + type(error).__name__, sep='\t')
        """;

    /// <summary>Classes whose clean example dciodvfy objects to, because its rules contradict each other.</summary>
    private static readonly string[] Contradictory =
    [
        "1.2.840.10008.5.1.4.1.1.77.1.5.4", // a concatenation of one is required (C.8.17.7) and forbidden (C.7.6.16)
        "1.2.840.10008.5.1.4.1.1.91.1", // CommonZCoordinateValue is reported although it is absent
    ];

    private readonly string root = Directory.CreateTempSubdirectory("etl-sample-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [ExternalToolFact(Python)]
    public void EveryFileThatIsNotBroken_ReadsInPydicom()
    {
        var summary = SampleArchive.Write(new SampleOptions(root, 1000));
        var broken = summary.Defects.Where(found => SampleDefects.KindOf(found.Defect) == SampleDefectKind.BrokenFile).Select(found => found.Path).ToHashSet();

        var read = ReadWithPydicom().Where(line => !broken.Contains(line.Path)).ToArray();

        Assert.DoesNotContain(read, line => line.Found.StartsWith('!'));
        var classes = read.GroupBy(line => line.Found).Where(group => group.Key != "1.2.840.10008.1.3.10").ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal(summary.SopClasses.OrderBy(pair => pair.Key), classes.OrderBy(pair => pair.Key));
        Assert.Equal(summary.DirectoryFiles, read.Count(line => line.Found == "1.2.840.10008.1.3.10"));
    }

    [ExternalToolFact(Validator)]
    public void CleanExampleOfEveryClass_PassesDciodvfy()
    {
        SampleArchive.Write(new SampleOptions(root, 79, Defects: false));
        var examples = ReadWithPydicom().Where(line => line.Found != "1.2.840.10008.1.3.10" && !Contradictory.Contains(line.Found)).DistinctBy(line => line.Found).ToArray();

        Assert.Equal(34, examples.Length);
        foreach (var (path, found) in examples)
        {
            var errors = Run(Validator, "-new", Path.Combine(root, path)).Where(line => line.StartsWith("Error", StringComparison.Ordinal)).ToArray();
            Assert.True(errors.Length == 0, $"{found}: {string.Join("; ", errors)}");
        }
    }

    private List<(string Path, string Found)> ReadWithPydicom() =>
        [.. Run(Python, "-c", ReadAll, root).Where(line => line.Contains('\t')).Select(line => line.Split('\t')).Select(parts => (parts[0], parts[1]))];

    private static List<string> Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PYTHONIOENCODING"] = "utf-8";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return [.. (output + errors.Result).Split('\n')];
    }
}
