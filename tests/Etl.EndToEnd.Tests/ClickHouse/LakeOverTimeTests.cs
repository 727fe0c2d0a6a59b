using Etl.EndToEnd.Tests.Running;
using Etl.Worker.Crawl;
using Etl.Worker.Lake;
using Etl.Worker.Lake.Delta;
using Etl.Worker.Sample;

namespace Etl.EndToEnd.Tests.ClickHouse;

/// <summary>A lake through all that happens to one in years: the engine reads at each step what DuckDB reads, newest version and older ones.</summary>
public sealed class LakeOverTimeTests : IDisposable
{
    private const string Scalars =
        "PatientID, PatientName, StudyInstanceUID, SeriesInstanceUID, SOPInstanceUID, SOPClassUID, StudyDate, StudyTime, Rows, Columns, " +
        "SliceThickness, KVP, InstanceNumber, TransferSyntaxUID, source_size, stop_reason, header_hash, ImageType, PixelSpacing, EmptyElements";

    private readonly TemporaryFolder folder = new();

    private string Archive => folder["archive"];

    private string Folder => folder["lake"];

    public void Dispose() => folder.Dispose();

    [ClickHouseFact]
    public void EveryStep_IsReadAsDuckDbReadsIt()
    {
        var counts = new Dictionary<long, long>();
        Sample("first", 60, 1);
        Step(counts, () => Refresh());

        // Growth: other objects, and with --private keep a column that no part has yet.
        var columns = Columns();
        Sample("second", 60, 2);
        Step(counts, () => Refresh(PrivateMode.Keep));
        Assert.True(Columns() > columns);

        var files = Files();
        for (var i = 0; i < 5; i++)
            File.Copy(files[^(i + 1)], files[i * 5], overwrite: true);
        Step(counts, () => Refresh());

        for (var i = 0; i < 6; i++)
            File.Delete(files[i * 6 + 3]);
        Step(counts, () => Refresh());

        var parts = Snapshot().Files.Count;
        Step(counts, () => Succeed("lake", "compact", "--lake", Folder));
        Assert.True(Snapshot().Files.Count < parts);

        // What comes before a checkpoint is then told by it alone.
        var log = new LakeFolder(Folder, TimeProvider.System).Instances.Log;
        Step(counts, () =>
        {
            new CheckpointWriter(log).Write(log.LoadSnapshot());
            Directory.CreateDirectory(folder["set aside"]);
            foreach (var commit in Directory.GetFiles(Path.Combine(Folder, "instances", "_delta_log"), "*.json"))
                File.Move(commit, folder["set aside", Path.GetFileName(commit)]);
        });
        foreach (var commit in Directory.GetFiles(folder["set aside"]))
            File.Move(commit, Path.Combine(Folder, "instances", "_delta_log", Path.GetFileName(commit)));

        Sample("third", 30, 3);
        Step(counts, () => Refresh());
        RequireOlderVersions(counts);
        Succeed("lake", "verify", "--lake", Folder);
    }

    private void Step(Dictionary<long, long> counts, Action change)
    {
        change();
        using var lake = new Lake(Folder);
        EngineComparison.RequireSame(
            lake, Folder,
            "select Modality, count() from lake group by 1 order by 1 nulls last",
            "select Modality, count(*) from instances group by 1 order by 1 nulls last");
        EngineComparison.RequireSame(
            lake, Folder,
            $"""
            select source_uri, {Scalars},
                arrayMap(x -> x.CodeValue, ProcedureCodeSequence), arrayMap(x -> x.CodeMeaning, AnatomicRegionSequence),
                arrayMap(x -> arrayMap(y -> y.PixelSpacing, x.PixelMeasuresSequence), SharedFunctionalGroupsSequence),
                arrayMap(x -> x.Path, BinaryElements), arrayMap(x -> x.Length, BinaryElements), arrayMap(x -> x.Count, PrivateTags)
            from lake order by 1
            """,
            $"""
            select source_uri, {Scalars},
                list_transform(ProcedureCodeSequence, lambda x: x.CodeValue), list_transform(AnatomicRegionSequence, lambda x: x.CodeMeaning),
                list_transform(SharedFunctionalGroupsSequence, lambda x: list_transform(x.PixelMeasuresSequence, lambda y: y.PixelSpacing)),
                list_transform(BinaryElements, lambda x: x.Path), list_transform(BinaryElements, lambda x: x.Length), list_transform(PrivateTags, lambda x: x."Count")
            from instances order by 1
            """);
        counts[Snapshot().Version] = lake.Connection.QueryScalar<long>("select count(*) from instances");
    }

    private void RequireOlderVersions(Dictionary<long, long> counts)
    {
        Assert.True(counts.Values.Distinct().Count() > 3, string.Join(", ", counts));
        foreach (var (version, count) in counts)
        {
            Assert.Equal([$"[{count}]"], EngineComparison.Rows(Folder, "select count() from lake", $", delta_lake_snapshot_version = {version}"));
        }

        var (first, rows) = counts.MinBy(c => c.Key);
        Assert.Equal($"n\n{rows}\n", Succeed("query", "--lake", Folder, "--as-of", $"{first}", "--format", "csv", "select count(*) as n from dicom_all"));
    }

    private void Sample(string name, int instances, int seed) => SampleArchive.Write(new SampleOptions(folder["archive", name], instances, seed));

    /// <summary>Without a warehouse, which is not what this is about.</summary>
    private void Refresh(PrivateMode mode = PrivateMode.Count) => new Refresh(
        new RefreshOptions { Sources = [Archive], Lake = Folder, Private = mode }, (_, _, _) => [], TimeProvider.System, new Progress<RefreshProgress>()).Run(default);

    private List<string> Files() => [.. Directory.EnumerateFiles(Archive, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private int Columns() => Snapshot().Schema.Fields.Count;

    private DeltaSnapshot Snapshot() => new LakeFolder(Folder, TimeProvider.System).Instances.Log.LoadSnapshot();

    private static string Succeed(params string[] arguments)
    {
        var finished = EtlProgram.Run(arguments);
        Assert.True(finished.ExitCode == 0, $"etl {arguments[0]} answered {finished.ExitCode}: {finished.Errors}");
        return finished.Output;
    }
}
