using System.IO.Compression;
using System.Text;

namespace Etl.Worker.Sample;

/// <summary>Files that lie about in archives and hold no instance.</summary>
internal static class BrokenFiles
{
    private static readonly SampleDefect[] Kinds =
        [.. SampleDefects.All.Where(line => line.Kind == SampleDefectKind.BrokenFile).Select(line => line.Defect)];

    public static void Write(SampleOptions options, SampleTally tally)
    {
        var count = !options.Defects || options.Instances < 50 ? 0 : Math.Max(Kinds.Length, options.Instances / 1000);
        for (var i = 0; i < count; i++)
        {
            var kind = Kinds[i % Kinds.Length];
            var (name, bytes) = Make(kind, i);
            var path = $"unsorted/{i / 100:D4}/{name}";
            var full = Path.Combine(options.Directory, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllBytes(full, bytes);
            tally.AddBroken(kind, path, bytes.Length);
        }
    }

    private static (string Name, byte[] Bytes) Make(SampleDefect kind, int number) => kind switch
    {
        SampleDefect.EmptyFile => ($"IM{number:D6}", []),
        SampleDefect.TextFile => ($"README_{number}.txt", Encoding.ASCII.GetBytes($"Export {number}: viewer not included.\r\n")),
        SampleDefect.TruncatedHeader => ($"{number:D6}.dcm", Truncated(number)),
        SampleDefect.ZipFile => ($"images_{number}.zip", Zip(number)),
        SampleDefect.GzipFile => ($"{number:D6}.dcm.gz", Gzip(number)),
        _ => ($"photo_{number}.dcm", [0xFF, 0xD8, 0xFF, 0xE0, 0, 0x10, .. "JFIF\0"u8, .. ElementValue.Pattern(200), 0xFF, 0xD9]),
    };

    /// <summary>Cut in the value of PatientName, which declares more bytes than there are.</summary>
    private static byte[] Truncated(int number)
    {
        var meta = new DataSet().SetAll(
            ("MediaStorageSOPClassUID", CtSeries.SopClass), ("MediaStorageSOPInstanceUID", Uid.For(0x4252, (ulong)number)),
            ("TransferSyntaxUID", WireFormat.ExplicitLittle.TransferSyntax), ("ImplementationClassUID", "2.25.1"));
        var data = new DataSet().SetAll(
            ("SOPClassUID", CtSeries.SopClass), ("SOPInstanceUID", Uid.For(0x4252, (ulong)number)), ("Modality", "CT"), ("PatientName", "Truncated^Sample^Header"));
        var bytes = new DicomWriter().Write(meta, data, WireFormat.ExplicitLittle).ToArray();
        return bytes[..^12];
    }

    private static byte[] Zip(int number)
    {
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            var entry = archive.CreateEntry("note.txt", CompressionLevel.NoCompression);
            entry.LastWriteTime = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
            using var stream = entry.Open();
            stream.Write(Encoding.ASCII.GetBytes($"No image in export {number}."));
        }

        return memory.ToArray();
    }

    private static byte[] Gzip(int number)
    {
        using var memory = new MemoryStream();
        using (var stream = new GZipStream(memory, CompressionLevel.Fastest, leaveOpen: true))
            stream.Write(Encoding.ASCII.GetBytes($"No image in export {number}."));
        return memory.ToArray();
    }
}
