using System.Diagnostics;
using Etl.Schema.Dicom;
using Etl.Worker.Profiling;

namespace Etl.Worker.Crawl;

/// <summary>
/// What the steps of reading take: measured of every 61st object, which stands for the others, so that no clock is asked for those. How much
/// of parsing and flattening is parsing, a second reader tells that flattens nothing. Of one thread.
/// </summary>
internal sealed class ReadClock(WorkProfile profile)
{
    /// <summary>A prime: series and chunks have other lengths.</summary>
    private const int Every = 61;

    private static readonly string[] Works = ["open", "read", "parse", "flatten"];

    private readonly WorkEntry[] sums = [.. Works.Select(work => new WorkEntry("read", work, 0, default, default, 0))];
    private readonly IssueLog issues = new();
    private readonly DicomReader walker = new();
    private long objects, measured, bytesRead;
    private bool isMeasured;
    private Stamp at;
    private WorkEntry? row;

    /// <summary>Begins an object.</summary>
    internal void Begin()
    {
        isMeasured = ++objects % Every == 0;
        if (!isMeasured)
            return;
        measured++;
        row = null;
        at = Stamp.Now();
    }

    /// <summary>The object has been opened.</summary>
    internal void Opened()
    {
        if (isMeasured)
            Lap(0);
    }

    /// <summary>Bytes of it have been read.</summary>
    internal void Read(int bytes)
    {
        bytesRead += bytes;
        if (isMeasured)
            Lap(1);
    }

    /// <summary>Bytes of it have been parsed and flattened.</summary>
    internal void Parsed()
    {
        if (!isMeasured)
            return;
        var lap = at.Until(Works[3]);
        row = row?.With(lap) ?? lap;
        at = Stamp.Now();
    }

    /// <summary>The object is a row.</summary>
    /// <param name="window">The last window of it.</param>
    /// <param name="offset">Of the window in the object.</param>
    /// <param name="size">Bytes of the object.</param>
    internal void EndRow(ReadOnlySpan<byte> window, long offset, long size)
    {
        if (!isMeasured || row is null || offset != 0 || size < 0)
            return;
        issues.Clear();
        at = Stamp.Now();
        walker.Reset(issues, size);
        var token = DicomToken.NeedMoreBytes;
        do
            token = walker.Read(window, 0);
        while (token is not (DicomToken.End or DicomToken.NeedMoreBytes or DicomToken.Deflated));
        var walk = at.Until(Works[2]);
        // What is inflated first is parsed from another place.
        var isWhole = token == DicomToken.End && walk.Elapsed < row.Elapsed && walk.Processor <= row.Processor;
        sums[2] = sums[2].With(isWhole ? walk : row);
        if (isWhole)
            sums[3] = sums[3].With(row with { Elapsed = row.Elapsed - walk.Elapsed, Processor = row.Processor - walk.Processor });
        row = null;
    }

    /// <summary>Tells the profile of all objects so far, and starts anew.</summary>
    internal void Report()
    {
        var each = measured == 0 ? 0 : (double)objects / measured;
        for (var i = 0; i < sums.Length; i++)
        {
            var sum = sums[i];
            profile.Add(sum with
            {
                Times = objects,
                Elapsed = sum.Elapsed * each,
                Processor = sum.Processor * each,
                AllocatedBytes = (long)(sum.AllocatedBytes * each),
                Bytes = i == 1 ? bytesRead : 0,
            });
            sums[i] = new WorkEntry("read", Works[i], 0, default, default, 0);
        }

        objects = measured = bytesRead = 0;
    }

    private void Lap(int work)
    {
        sums[work] = sums[work].With(at.Until(Works[work]));
        at = Stamp.Now();
    }

    private readonly record struct Stamp(long Time, TimeSpan Processor, long Allocated)
    {
        internal static Stamp Now()
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var processor = ThreadTime.Now;
            return new Stamp(Stopwatch.GetTimestamp(), processor, allocated);
        }

        internal WorkEntry Until(string work)
        {
            var elapsed = Stopwatch.GetElapsedTime(Time);
            return new WorkEntry("read", work, 1, elapsed, ThreadTime.Now - Processor, GC.GetAllocatedBytesForCurrentThread() - Allocated);
        }
    }
}
