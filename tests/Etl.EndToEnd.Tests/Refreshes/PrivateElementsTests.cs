using Etl.EndToEnd.Tests.Corpus;
using Etl.EndToEnd.Tests.Fidelity;
using Etl.EndToEnd.Tests.Running;

namespace Etl.EndToEnd.Tests.Refreshes;

/// <summary><c>--private keep</c>: the values too, beside the same rows.</summary>
[Collection(CorpusLakeTests.Name)]
public sealed class PrivateElementsTests(CorpusLake corpus) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [CorpusFact]
    public void Kept_AreNoMoreThanPydicomHas()
    {
        EtlProgram.Refresh(SharedFolder.Files, folder["keep"], "--private", "keep");
        using var kept = new Lake(folder["keep"]);
        // Text of private elements may give the reader issues of its own.
        RowDigest.RequireEqual(RowDigest.Of(corpus.Lake, "ReadIssues"), RowDigest.Of(kept, "ReadIssues", "PrivateElements"));

        // At the top of the data set: each path is an element, or a sequence that something is kept of. pydicom counts creators too, of which
        // each block that names one has one; the comparison with dcm2json has the exact numbers by creator.
        var found = kept.Rows(
            """
            with element as (
                select source_uri, string_split(e.path, '.')[1] as tag, case when e.path = e.tag then e.creator end as creator
                from (select source_uri, unnest(PrivateElements) as e from instances)
            )
            select source_uri, count(distinct tag), count(distinct tag[:4] || tag[5:6]) filter (creator is not null)
            from element where regexp_matches(tag, '^[0-9A-F]{3}[13579BDF][0-9A-F]{4}$') group by all
            """).ToDictionary(r => CorpusLake.PathOf((string)r[0]!), r => ((long)r[1]!, (long)r[2]!));
        var differences = new List<string>();
        foreach (var file in PydicomReading.All().Where(f => f.IsReadable))
        {
            var (elements, blocks) = found.GetValueOrDefault(file.Path);
            if (file.PrivateElements < elements + blocks || elements == 0 && file.PrivateElements > 4)
                differences.Add($"{file.Path}: {file.PrivateElements} with creators, {elements} kept of {blocks} blocks");
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [CorpusFact("dcm2json")]
    public void Kept_AreWhatDcm2jsonReads()
    {
        using var kept = Refresh("pydicom+pydicom");
        var rows = kept.Rows(
            """
            select source_uri, e.tag, e.creator, e.vr, e.values
            from (select source_uri, unnest(PrivateElements) as e from instances)
            where e.path = e.tag and len(e.values) > 0 and e.vr in ('CS', 'DA', 'DS', 'IS', 'LO', 'SH', 'TM', 'UI', 'US', 'SS', 'UL', 'SL')
            """);
        Assert.True(rows.Count > 100, $"Only {rows.Count} private values were kept.");
        var compared = 0;
        foreach (var file in rows.GroupBy(r => CorpusLake.PathOf((string)r[0]!)))
        {
            if (DcmtkReading.Read(file.Key) is not { } theirs)
                continue;
            foreach (var row in file)
            {
                if (!theirs.PrivateValues.TryGetValue((string)row[1]!, out var values))
                    continue;
                Assert.Equal(values.Select(Plain), ((object?[])row[4]!).Select(v => Plain((string?)v)));
                compared++;
            }
        }

        Assert.True(compared > 100, $"Only {compared} private values were compared.");
    }

    public void Dispose() => folder.Dispose();

    private Lake Refresh(string repository)
    {
        EtlProgram.Refresh(Path.Combine(SharedFolder.Files, repository), folder[repository], "--private", "keep");
        return new Lake(folder[repository]);
    }

    /// <summary>DS and IS lose their spelling in JSON.</summary>
    private static string Plain(string? text) =>
        StrictText.Decimal(text?.Trim(' ', '\0') ?? "") is { } number ? number.ToString("R") : text?.Trim(' ', '\0') ?? "";
}
