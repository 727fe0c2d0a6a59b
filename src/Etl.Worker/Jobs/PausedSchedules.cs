namespace Etl.Worker.Jobs;

/// <summary>The schedules that somebody paused, in a file of the lake: they stay so when the program starts again, and for every program.</summary>
public sealed class PausedSchedules(string lake)
{
    private readonly string file = Path.Combine(lake, "_runs", "paused");
    private readonly Lock gate = new();

    public bool Has(string schedule) => Read().Contains(schedule);

    public void Pause(string schedule) => Change(names => names.Add(schedule));

    public void Resume(string schedule) => Change(names => names.Remove(schedule));

    private SortedSet<string> Read()
    {
        try
        {
            return new SortedSet<string>(File.ReadAllLines(file), StringComparer.Ordinal);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new SortedSet<string>(StringComparer.Ordinal);
        }
    }

    private void Change(Func<SortedSet<string>, bool> change)
    {
        lock (gate)
        {
            var names = Read();
            if (!change(names))
                return;
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllLines(file + ".new", names);
            File.Move(file + ".new", file, overwrite: true);
        }
    }
}
