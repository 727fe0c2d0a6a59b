using System.IO.Compression;
using System.Text.Json;
using Etl.Schema.Dicom;
using Etl.Schema.Standard;

namespace Etl.Schema.Tests.Dicom;

/// <summary>Which elements are where, in every real file, against pydicom's reading of the same file.</summary>
public sealed class CorpusStructureTests
{
    /// <summary>Where we differ, and why.</summary>
    private static readonly Dictionary<string, string> Explained = new()
    {
        ["dcm4che+dcm4che/dcm4che-test-data/src/main/resources/no_preamble_dicm_in_data"] =
            "A bare data set with the letters DICM at 128 by chance; pydicom takes them for the prefix and reads nothing.",
        ["dcm4che+dcm4che20/base/src/test/resources/waveform_overlay_pixeldata.dcm"] =
            "A bare data set in explicit little endian that begins with (5400,0100); pydicom's guess swaps the tag to (0054,0001).",
        ["fo-dicom+fo-dicom/Tests/FO-DICOM.Tests/Test Data/FreezePattern.dcm"] =
            "Lengths never patched: elements of a private sequence's item, which pydicom takes for top-level ones.",
        ["fo-dicom+fo-dicom/Tests/FO-DICOM.Tests/Test Data/GH177_D_CLUNIE_CT1_IVRLE_BigEndian_undefined_length.dcm"] =
            "UN of undefined length holds implicit little endian in a big endian data set; pydicom fails.",
        ["pydicom+pydicom/src/pydicom/data/test_files/no_meta.dcm"] =
            "Bytes in front of the prefix: no DICOM to us, one invented element to pydicom.",
    };

    [SharedFact]
    public void EveryFile_HasTheElementsThatPydicomReads()
    {
        using var expected = new StreamReader(new GZipStream(
            File.OpenRead(Path.Combine(SharedMaterial.Corpus, "expected.ndjson.gz")), CompressionMode.Decompress));
        var differing = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var files = 0;
        while (expected.ReadLine() is { } line)
        {
            files++;
            using var json = JsonDocument.Parse(line);
            var path = json.RootElement.GetProperty("path").GetString()!;
            var theirs = new SortedSet<string>(StringComparer.Ordinal);
            Collect(json.RootElement.GetProperty("elements"), "", theirs);
            var ours = Paths(Reading.Of(File.ReadAllBytes(Path.Combine(SharedMaterial.Corpus, "files", path))));
            if (!ours.SetEquals(theirs))
            {
                var missing = theirs.Except(ours).ToList();
                var extra = ours.Except(theirs).ToList();
                differing[path] = $"missing {missing.Count}: {string.Join(' ', missing.Take(4))}; extra {extra.Count}: {string.Join(' ', extra.Take(4))}";
            }
        }

        Assert.Equal(914, files);
        foreach (var path in Explained.Keys)
            Assert.True(differing.Remove(path), $"No longer different: {path}");
        Assert.True(differing.Count == 0, string.Join('\n', differing.Select(difference => $"{difference.Key}: {difference.Value}")));
    }

    private static void Collect(JsonElement elements, string prefix, SortedSet<string> paths)
    {
        foreach (var element in elements.EnumerateObject())
        {
            paths.Add(prefix + element.Name);
            var value = element.Value.GetProperty("value");
            if (value.ValueKind != JsonValueKind.Array)
                continue;
            var index = 0;
            foreach (var item in value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object))
                Collect(item, $"{prefix}{element.Name}[{index++}].", paths);
        }
    }

    /// <summary>Public elements below group 7FE0 outside private sequences, as pydicom's list has them.</summary>
    private static SortedSet<string> Paths(Reading reading)
    {
        var paths = new SortedSet<string>(StringComparer.Ordinal);
        var open = new Stack<(string Prefix, int Items)>();
        open.Push(("", 0));
        var hidden = 0;
        foreach (var token in reading.Tokens.Where(token => !token.IsMeta))
        {
            var isListed = (token.Tag & 0x10000) == 0 && token.Tag < 0x7FE00000;
            var name = Name(token.Tag);
            switch (token.Kind)
            {
                case DicomToken.Element when hidden == 0 && isListed:
                    paths.Add(open.Peek().Prefix + name);
                    break;
                case DicomToken.SequenceStart when hidden > 0 || !isListed:
                    hidden++;
                    break;
                case DicomToken.SequenceStart:
                    paths.Add(open.Peek().Prefix + name);
                    open.Push((open.Peek().Prefix + name, 0));
                    break;
                case DicomToken.ItemStart when hidden == 0:
                    var (prefix, items) = open.Pop();
                    open.Push((prefix, items + 1));
                    open.Push(($"{prefix}[{items}].", 0));
                    break;
                case DicomToken.ItemEnd when hidden == 0:
                    open.Pop();
                    break;
                case DicomToken.SequenceEnd:
                    if (hidden > 0)
                        hidden--;
                    else
                        open.Pop();
                    break;
            }
        }

        return paths;
    }

    private static string Name(uint tag) =>
        DataDictionary.Get(new Tag(tag)) is { Keyword.Length: > 0 } entry ? entry.Keyword : new Tag(tag).ToString();
}
