using Etl.Schema.Columns;
using Etl.Worker.Sample;

namespace Etl.Bench;

/// <summary>One segmentation of 12,000 frames: a header of millions of bytes, nearly all of it items.</summary>
internal static class SegmentationBench
{
    private const int Frames = 12_000;
    private const int WarmUp = 5_000;
    private const int WarmUpTurns = 20;

    private static readonly Template Frame = Template.Parse(
        """
        DerivationImageSequence
          DerivationCodeSequence @ 113076|DCM|Segmentation
          SourceImageSequence
            ReferencedSOPClassUID: 1.2.840.10008.5.1.4.1.1.2
            ReferencedSOPInstanceUID: {uid}
            PurposeOfReferenceCodeSequence @ 121322|DCM|Source image for image processing operation
        FrameContentSequence
          DimensionIndexValues: {segment}\{slice}
        PlanePositionSequence
          ImagePositionPatient: -125\-125\{z}
        SegmentIdentificationSequence
          ReferencedSegmentNumber: {segment}
        """);

    internal static void Run(BenchArchive archive, BenchOptions options, Report report)
    {
        var folder = Directory.CreateTempSubdirectory("etl-bench-seg-").FullName;
        var file = Path.Combine(folder, "seg.dcm");
        var bytes = Write();
        File.WriteAllBytes(file, bytes);
        var first = Machine.Here(() => Read(file));
        // Later in a refresh: the compiler has had its turn.
        foreach (var other in archive.Files.Take(WarmUp))
            Read(other);
        for (var i = 0; i < WarmUpTurns; i++)
            Read(file);
        var ours = Enumerable.Range(0, Math.Max(options.Rounds, 9)).Select(_ => Machine.Here(() => Read(file))).OrderBy(t => t.Wall).ToList();
        var rows = new List<string[]> { Row("etl, file → columns, as the first object of the process", first), Row("etl, file → columns, later", ours[ours.Count / 2]) };
        var start = Peers.Start();
        foreach (var (name, read) in Peers.Installed(report).Take(3))
        {
            var timing = Timing.Median(Enumerable.Range(0, options.Rounds).Select(_ => read(folder)));
            rows.Add(Row(name, name.StartsWith("pydicom", StringComparison.Ordinal) ? new Timing(timing.Wall - start.Wall, timing.Cpu - start.Cpu) : timing));
        }

        Directory.Delete(folder, recursive: true);
        report.Table($"One SEG of {Frames:N0} frames, {bytes.Length / 1e6:F1} MB of header (medians)", ["program", "wall ms", "CPU ms"], rows);

        static string[] Row(string name, Timing timing) => [name, $"{timing.Wall * 1e3:F0}", $"{timing.Cpu * 1e3:F0}"];
    }

    private static byte[] Write()
    {
        var data = new DataSet();
        data.Set("SOPClassUID", "1.2.840.10008.5.1.4.1.1.66.4").Set("SOPInstanceUID", "1.2.3.4").Set("Modality", "SEG").Set("NumberOfFrames", $"{Frames}");
        data.SetItems("PerFrameFunctionalGroupsSequence", [.. Enumerable.Range(0, Frames).Select(i => Frame.New(
            ("uid", $"1.2.3.5.{i % 600}"), ("segment", $"{i / 600 + 1}"), ("slice", $"{i % 600 + 1}"), ("z", $"{i % 600 * 1.25 - 300}")))]);
        var meta = new DataSet().Set("MediaStorageSOPClassUID", "1.2.840.10008.5.1.4.1.1.66.4").Set("MediaStorageSOPInstanceUID", "1.2.3.4")
            .Set("TransferSyntaxUID", WireFormat.ExplicitLittle.TransferSyntax);
        return new DicomWriter().Write(meta, data, WireFormat.ExplicitLittle).ToArray();
    }

    private static void Read(string file)
    {
        using var batches = new InstanceBatches("bench", new ColumnBudget(), keepPrivate: false);
        var parser = new InstanceParser(batches);
        var bytes = File.ReadAllBytes(file);
        parser.Begin(new InstanceSource("file:///seg", "", bytes.Length, DateTimeOffset.UnixEpoch));
        if (parser.Continue(bytes, 0) != ParseStatus.Row && bytes.Length > 1 << 20)
            throw new InvalidOperationException("The segmentation was not read.");
    }
}
