using System.Collections.Concurrent;
using Etl.EndToEnd.Tests.Corpus;
using Etl.EndToEnd.Tests.Running;
using Etl.Schema.Dicom;
using Etl.Schema.Standard;

namespace Etl.EndToEnd.Tests.Fidelity;

/// <summary>The same comparison with DCMTK's reading, for the files that <c>dcm2json</c> reads: file meta information and private elements too.</summary>
[Collection(CorpusLakeTests.Name)]
public sealed class DcmtkFidelityTests(CorpusLake corpus)
{
    private static readonly HashSet<string> PixelData = [.. DataDictionary.Entries.ToArray()
        .Where(e => e.Tag.Group >= 0x7FE0 && e.Keyword.Length > 0).Select(e => e.Keyword)];

    [CorpusFact("dcm2json")]
    public void Row_OfEachFileThatDcm2jsonReads_IsTheSame()
    {
        var rows = corpus.Lake.Modalities.SelectMany(m => corpus.Lake.Instances(m).Select(r => CorpusLake.PathOf((string)r["source_uri"]!))).ToList();
        var readings = new ConcurrentDictionary<string, DcmtkFile>();
        Parallel.ForEach(rows, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, path =>
        {
            if (DcmtkReading.Read(path) is { } file)
                readings[path] = file;
        });
        Assert.True(readings.Count > rows.Count / 2, $"dcm2json read only {readings.Count} of {rows.Count} files.");

        var differences = new List<Difference>();
        var compared = 0L;
        foreach (var row in corpus.Lake.Modalities.SelectMany(corpus.Lake.Instances))
        {
            var path = CorpusLake.PathOf((string)row["source_uri"]!);
            if (!readings.TryGetValue(path, out var theirs))
                continue;
            var remarks = new RowRemarks(row);
            var comparison = new RowComparison(path, remarks, IsCompared, differences);
            comparison.Compare(theirs.Elements, row);
            compared += comparison.Compared + theirs.PrivateCounts.Count;
            foreach (var creator in theirs.PrivateCounts.Keys.Union(remarks.PrivateCounts.Keys))
            {
                var (expected, found) = (theirs.PrivateCounts.GetValueOrDefault(creator), remarks.PrivateCounts.GetValueOrDefault(creator));
                if (expected != found)
                    differences.Add(new Difference(path, "", "private", $"{expected} of {creator}", $"{found} of {creator}"));
            }
        }

        FidelityReport.Require("dcmtk", readings.Count, compared, differences);
    }

    /// <summary>Not Specific Character Set, as text is converted to UTF-8; nor what pixel data begins, nor group lengths.</summary>
    private static bool IsCompared(string name) =>
        char.IsAsciiDigit(name[0]) && name.Length == 8
            ? !name.EndsWith("0000", StringComparison.Ordinal) && string.CompareOrdinal(name, "7FE0") < 0
            : !char.IsAsciiLetterLower(name[0]) && name is not ("SpecificCharacterSet" or "FileMetaInformationGroupLength") &&
                !PixelData.Contains(name) && !RowRemarks.Lists.Contains(name);
}
