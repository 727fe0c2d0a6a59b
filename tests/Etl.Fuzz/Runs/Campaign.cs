using System.Diagnostics;
using System.Globalization;
using Etl.Fuzz.Checks;

namespace Etl.Fuzz.Runs;

/// <summary>
/// Work items done in order of number by a few threads, in rounds; after each round the state file holds what was done, so that a
/// run that was stopped, or killed by what it read, goes on from there.
/// </summary>
/// <param name="Title">Names the work; a state file of other work is refused.</param>
/// <param name="Items">Number of work items.</param>
/// <param name="Run">Does one item in a lane and counts it.</param>
internal sealed record Campaign(string Title, long Items, Action<long, Lane, Tally> Run)
{
    private static readonly TimeSpan Hung = TimeSpan.FromSeconds(90);
    private readonly Tally tally = new();
    private long next;
    private TimeSpan before;

    public int ItemsOfRound { get; init; } = 64;

    public int Threads { get; init; } = 2;

    public TimeSpan Time { get; init; } = TimeSpan.MaxValue;

    public string? StatePath { get; init; }

    /// <summary>True where all items are done and nothing was found.</summary>
    public bool Execute(TextWriter output)
    {
        Load();
        var clock = Stopwatch.StartNew();
        var lanes = Enumerable.Range(0, Threads).Select(_ => new Lane()).ToArray();
        using var watchdog = new Timer(_ => Watch(lanes, output), null, 1000, 1000);
        var told = clock.Elapsed;
        while (next < Items && clock.Elapsed < Time)
        {
            DoRound(lanes);
            Save(before + clock.Elapsed);
            if (clock.Elapsed - told < TimeSpan.FromSeconds(60))
                continue;
            told = clock.Elapsed;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{Title}: {next:N0} of {Items:N0} items, {tally.Inputs:N0} inputs, {tally.Findings.Count} findings, {(before + told).TotalSeconds:N0} s"));
        }

        foreach (var lane in lanes)
            lane.Dispose();
        tally.Print(output, Title, before + clock.Elapsed);
        if (next < Items)
            output.WriteLine($"  stopped by time at item {next} of {Items}");
        return tally.Findings.Count == 0;
    }

    private void DoRound(Lane[] lanes)
    {
        var end = Math.Min(Items, next + ItemsOfRound);
        var taken = next - 1;
        var tallies = lanes.Select(_ => new Tally()).ToArray();
        var threads = lanes.Select((lane, i) => new Thread(() =>
        {
            for (long item; (item = Interlocked.Increment(ref taken)) < end;)
                Run(item, lane, tallies[i]);
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        foreach (var part in tallies)
            tally.Merge(part);
        next = end;
    }

    private void Watch(Lane[] lanes, TextWriter output)
    {
        foreach (var lane in lanes)
        {
            if (lane.Running < Hung)
                continue;
            output.WriteLine($"{Title}: FINDING input {lane.Current} has been running for {lane.Running.TotalSeconds:F0} s");
            output.Flush();
            Environment.Exit(1);
        }
    }

    private void Load()
    {
        if (StatePath is null || !File.Exists(StatePath))
            return;
        var lines = File.ReadAllLines(StatePath);
        if (lines.Length < 3 || lines[0] != Title)
            throw new InvalidOperationException($"{StatePath} is not the state of '{Title}'.");
        next = long.Parse(lines[1], CultureInfo.InvariantCulture);
        before = TimeSpan.FromSeconds(double.Parse(lines[2], CultureInfo.InvariantCulture));
        foreach (var line in lines.Skip(3))
            tally.Load(line);
    }

    private void Save(TimeSpan elapsed)
    {
        if (StatePath is null)
            return;
        using (var file = new StreamWriter(StatePath + ".new"))
        {
            file.WriteLine(Title);
            file.WriteLine(next);
            file.WriteLine(elapsed.TotalSeconds.ToString("R", CultureInfo.InvariantCulture));
            tally.Save(file);
        }

        File.Move(StatePath + ".new", StatePath, overwrite: true);
    }
}
