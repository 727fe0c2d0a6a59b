namespace Etl.Worker.Sample;

/// <summary>Counts of one study; merged into the archive's when it is done.</summary>
internal sealed class SampleTally
{
    private readonly List<SeededDefect> defects = [];
    private readonly HashSet<string> series = [];
    private readonly HashSet<int> patients = [];
    private int studies;
    private int seriesCount;
    private int broken;
    private int directories;
    private long bytes;

    public int Instances { get; private set; }

    public Dictionary<string, int> Modalities { get; } = [];

    public Dictionary<string, int> SopClasses { get; } = [];

    public void Add(SampleDefect defect, string path) => defects.Add(new SeededDefect(defect, path));

    public void Add(SampleSeries written, int length)
    {
        Instances++;
        bytes += length;
        series.Add(written.Uid);
        Count(Modalities, written.Modality, 1);
        Count(SopClasses, written.SopClass, 1);
    }

    public void AddBroken(SampleDefect defect, string path, int length)
    {
        broken++;
        bytes += length;
        Add(defect, path);
    }

    public void AddDirectory(int length)
    {
        directories++;
        bytes += length;
    }

    /// <summary>Adds a finished study. Not safe for several threads at once.</summary>
    public void Merge(SampleTally study, int patient)
    {
        if (study.Instances > 0)
        {
            studies++;
            patients.Add(patient);
        }

        (Instances, directories, bytes) = (Instances + study.Instances, directories + study.directories, bytes + study.bytes);
        seriesCount += study.series.Count;
        defects.AddRange(study.defects);
        foreach (var (key, count) in study.Modalities)
            Count(Modalities, key, count);
        foreach (var (key, count) in study.SopClasses)
            Count(SopClasses, key, count);
    }

    public SampleSummary Summarize()
    {
        defects.Sort((left, right) => (string.CompareOrdinal(left.Path, right.Path), left.Defect.CompareTo(right.Defect)) switch
        {
            (0, var order) => order,
            (var order, _) => order,
        });
        return new SampleSummary(
            Instances, broken, directories, patients.Count, studies, seriesCount, bytes,
            new SortedDictionary<string, int>(Modalities, StringComparer.Ordinal),
            new SortedDictionary<string, int>(SopClasses, StringComparer.Ordinal),
            defects);
    }

    private static void Count(Dictionary<string, int> counts, string key, int more) =>
        counts[key] = counts.GetValueOrDefault(key) + more;
}
