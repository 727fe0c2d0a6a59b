using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Etl.Worker.Sample;

/// <summary>
/// Writes an invented archive of DICOM files (PS3.10): patients, studies, series and instances of 36 SOP classes in the
/// proportions of a hospital, from several makers and sites, in most transfer syntaxes and character sets, with the defects
/// of <see cref="SampleDefects"/>. Nothing in it comes from a real person.
/// </summary>
public static class SampleArchive
{
    /// <summary>
    /// Writes the archive. The same options give the same bytes under the same names, whatever the number of writers
    /// (deflated files and ZIPs as far as the runtime's zlib is the same).
    /// </summary>
    /// <param name="options">What to write.</param>
    /// <param name="progress">Told the instances written so far, about once a study.</param>
    /// <param name="cancellation">Stops the writers; what is written stays.</param>
    /// <exception cref="ArgumentOutOfRangeException">Less than one instance, or less than 32 bytes of pixel data.</exception>
    /// <exception cref="IOException">The folder is not empty, or cannot be written.</exception>
    public static SampleSummary Write(SampleOptions options, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Instances, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.PixelBytes, 32);
        Prepare(options.Directory);

        var total = new SampleTally();
        try
        {
            WriteStudies(options, total, progress, cancellation);
        }
        catch (AggregateException failures)
        {
            // The writers fail for one reason, a full disk say: the caller is told that, not how many there were.
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }

        BrokenFiles.Write(options, total);
        return total.Summarize();
    }

    private static void WriteStudies(SampleOptions options, SampleTally total, IProgress<long>? progress, CancellationToken cancellation)
    {
        var parallel = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = options.MaxDegreeOfParallelism };
        var plans = Partitioner.Create(Planner.Plan(options), EnumerablePartitionerOptions.NoBuffering);
        Parallel.ForEach(plans, parallel, static () => new DicomWriter(), (plan, _, writer) =>
        {
            var tally = WriteStudy(options, plan, writer, cancellation);
            lock (total)
            {
                total.Merge(tally, plan.Patient);
                progress?.Report(total.Instances);
            }

            return writer;
        }, static _ => { });
    }

    private static SampleTally WriteStudy(SampleOptions options, StudyPlan plan, DicomWriter writer, CancellationToken cancellation)
    {
        var tally = new SampleTally();
        var files = new StudyFiles(options, plan, writer, tally, cancellation);
        var study = new StudyContext(options, plan, files);
        for (var i = 0; i < plan.Counts.Length && !files.IsFull; i++)
            plan.Protocol.Series[i].Write(study, plan.Counts[i]);
        if (plan.IsMedia && files.Records.Count > 0)
        {
            var directory = MediaDirectory.Create(writer, files.Records, study.NewUid());
            files.Save($"{files.Root}/DICOMDIR", directory);
            tally.AddDirectory(directory.Length);
        }

        return tally;
    }

    private static void Prepare(string directory)
    {
        if (File.Exists(directory))
            throw new IOException($"'{directory}' is a file; a folder is needed for the sample archive.");
        Directory.CreateDirectory(directory);
        if (Directory.EnumerateFileSystemEntries(directory).Any())
            throw new IOException($"The folder '{directory}' is not empty; the sample archive needs a new or an empty one.");
    }
}
