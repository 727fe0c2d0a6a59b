using Etl.Fuzz.Checks;
using Etl.Fuzz.Inputs;
using Etl.Schema.Dicom;

namespace Etl.Fuzz.Runs;

/// <summary>
/// Every prefix of a file up to 64 KiB, then samples. A prefix that ends well behind the header that the whole file's parse found
/// comes out as the next one does: of those every 251st is parsed.
/// </summary>
internal sealed class TruncationSweep
{
    private const int EveryPrefix = 64 << 10;
    private const int BehindHeader = 1024;
    private const int Chunk = 2048;
    private const int Sparse = 251;
    private const int Samples = 64;
    private const int LargestPrefix = 16 << 20;
    private const long FileNumber = 1_000_000_000;

    private readonly (string Path, int File, int From, int To)[] chunks;

    public TruncationSweep(string folder)
    {
        var files = Seed.Files(folder);
        chunks = [.. files.SelectMany((path, i) => Chunks(path, i, new FileInfo(path).Length))];
        Campaign = new Campaign($"sweep of {files.Length} files", chunks.Length, Run);
    }

    /// <summary>Inputs are numbered file × 10⁹ + bytes kept.</summary>
    public Campaign Campaign { get; }

    private static IEnumerable<(string Path, int File, int From, int To)> Chunks(string path, int file, long length)
    {
        var dense = (int)Math.Min(length + 1, EveryPrefix + 1);
        for (var from = 0; from < dense; from += Chunk)
            yield return (path, file, from, Math.Min(dense, from + Chunk));
        if (length > EveryPrefix)
            yield return (path, file, EveryPrefix + 1, (int)Math.Min(length, LargestPrefix) + 1);
    }

    private void Run(long number, Lane lane, Tally tally)
    {
        var (path, file, from, to) = chunks[number];
        var bytes = File.ReadAllBytes(path);
        var headerEnd = HeaderEnd(bytes);
        var isSampled = from > EveryPrefix;
        lane.Renew(keepPrivate: false);
        var runs = 0;
        for (var length = from; length < to;)
        {
            var outcome = lane.Run(file * FileNumber + length, bytes.AsSpan(0, length), runs % 64 == 0);
            if (outcome.Finding is not null)
                outcome.Finding = $"{path} cut to {length} bytes: {outcome.Finding}";
            tally.Add(file * FileNumber + length, outcome);
            if (++runs % 256 == 0)
                lane.Renew(keepPrivate: false);
            var step = isSampled ? Math.Max(1, (to - from) / Samples) : length > headerEnd + BehindHeader ? Sparse : 1;
            length = length < to - 1 ? Math.Min(length + step, to - 1) : to;
        }
    }

    private static long HeaderEnd(byte[] bytes)
    {
        var reader = new DicomReader();
        reader.Reset(new IssueLog(), bytes.Length);
        while (true)
        {
            switch (reader.Read(bytes, 0))
            {
                case DicomToken.Deflated: return bytes.Length;
                case DicomToken.End: return reader.HeaderEnd;
            }
        }
    }
}
