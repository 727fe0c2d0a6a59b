using Etl.EndToEnd.Tests.Corpus;
using Etl.EndToEnd.Tests.Running;
using Etl.Schema.Dicom;
using Etl.Schema.Standard;

namespace Etl.EndToEnd.Tests.Fidelity;

/// <summary>Every public attribute of every file of the corpus, nested ones too, as the lake has it and as pydicom reads it.</summary>
[Collection(CorpusLakeTests.Name)]
public sealed class PydicomFidelityTests(CorpusLake corpus)
{
    private static readonly HashSet<string> OutsideTheDataSet = [.. DataDictionary.Entries.ToArray()
        .Where(e => e.Tag.Group is 0x0002 or >= 0x7FE0 && e.Keyword.Length > 0).Select(e => e.Keyword)];

    [CorpusFact]
    public void Row_OfEachFile_IsWhatPydicomReads()
    {
        var expected = PydicomReading.All().ToDictionary(r => r.Path);
        var differences = new List<Difference>();
        var compared = 0L;
        var files = 0;
        foreach (var modality in corpus.Lake.Modalities)
        {
            foreach (var row in corpus.Lake.Instances(modality))
            {
                var path = CorpusLake.PathOf((string)row["source_uri"]!);
                var theirs = expected[path];
                expected.Remove(path);
                if (!theirs.IsReadable)
                    differences.Add(new Difference(path, "", "unreadable-there", "unreadable", "a row"));
                var comparison = new RowComparison(path, new RowRemarks(row), IsCompared, differences);
                comparison.Compare(theirs.Elements, row);
                compared += comparison.Compared;
                files++;
                if (theirs.TransferSyntax is not null && theirs.TransferSyntax != row["TransferSyntaxUID"] as string)
                    differences.Add(new Difference(path, "TransferSyntaxUID", "value", theirs.TransferSyntax, row["TransferSyntaxUID"] as string ?? "null"));
            }
        }

        foreach (var (path, theirs) in expected.Where(e => e.Value.IsReadable))
            differences.Add(new Difference(path, "", "unreadable-here", $"{theirs.Elements.Count} elements", "no row"));
        FidelityReport.Require("pydicom", files, compared, differences);
    }

    /// <summary>pydicom's reading leaves out file meta information, what pixel data begins, and group lengths; the crawl's own columns are no attributes.</summary>
    private static bool IsCompared(string name) =>
        char.IsAsciiDigit(name[0]) && name.Length == 8
            ? !name.EndsWith("0000", StringComparison.Ordinal) && string.CompareOrdinal(name, "7FE0") < 0
            : !char.IsAsciiLetterLower(name[0]) && !OutsideTheDataSet.Contains(name) && !RowRemarks.Lists.Contains(name);
}
