using System.Globalization;
using Etl.Fuzz.Checks;
using Etl.Schema.Columns;
using Etl.Schema.Dicom;

namespace Etl.Fuzz.Runs;

/// <summary>Counts of what became of the inputs.</summary>
internal sealed class Tally
{
    private readonly SortedDictionary<string, long> counts = new(StringComparer.Ordinal);
    private readonly HashSet<ulong> signatures = [];
    private double slowest;
    private long slowestInput = -1;
    private long largest;
    private long largestInput = -1;

    public long Inputs { get; private set; }

    /// <summary>Number and description of each.</summary>
    public List<(long Input, string What)> Findings { get; } = [];

    public void Add(long input, Outcome outcome)
    {
        Inputs++;
        Count("status " + outcome.Status);
        Count("stop " + outcome.StopReason.ToString().ToUpperInvariant());
        foreach (var code in outcome.Issues)
            Count("issue " + code.Code());
        signatures.Add(outcome.Signature);
        if (outcome.Finding is { } finding)
            Findings.Add((input, finding));
        NoteTime(input, outcome.Time.TotalMilliseconds);
        NoteMemory(input, outcome.Memory);
    }

    public void Merge(Tally other)
    {
        Inputs += other.Inputs;
        foreach (var (name, count) in other.counts)
            Count(name, count);
        signatures.UnionWith(other.signatures);
        Findings.AddRange(other.Findings);
        NoteTime(other.slowestInput, other.slowest);
        NoteMemory(other.largestInput, other.largest);
    }

    public void Print(TextWriter output, string title, TimeSpan elapsed)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{title}: {Inputs:N0} inputs in {elapsed.TotalSeconds:N0} s ({Inputs / Math.Max(0.001, elapsed.TotalSeconds):N0}/s), "
            + $"{signatures.Count:N0} distinct outcomes, {Findings.Count} findings"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  slowest {slowest:N1} ms (input {slowestInput}), most memory {largest / 1048576.0:N1} MiB (input {largestInput})"));
        foreach (var (name, count) in counts)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-36} {count,14:N0}"));
        foreach (var (input, what) in Findings.Take(50))
            output.WriteLine($"  FINDING input {input}: {what.Split('\n')[0]}");
    }

    public void Save(TextWriter output)
    {
        output.WriteLine($"inputs {Inputs}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"slowest {slowestInput} {slowest:R}"));
        output.WriteLine($"largest {largestInput} {largest}");
        foreach (var (name, count) in counts)
            output.WriteLine($"count {count} {name}");
        foreach (var signature in signatures)
            output.WriteLine($"signature {signature}");
        foreach (var (input, what) in Findings)
            output.WriteLine($"finding {input} {what.ReplaceLineEndings(" | ")}");
    }

    /// <summary>Takes a line that <see cref="Save"/> wrote.</summary>
    public void Load(string line)
    {
        var parts = line.Split(' ', 3);
        switch (parts[0])
        {
            case "inputs": Inputs = long.Parse(parts[1], CultureInfo.InvariantCulture); break;
            case "slowest": NoteTime(long.Parse(parts[1], CultureInfo.InvariantCulture), double.Parse(parts[2], CultureInfo.InvariantCulture)); break;
            case "largest": NoteMemory(long.Parse(parts[1], CultureInfo.InvariantCulture), long.Parse(parts[2], CultureInfo.InvariantCulture)); break;
            case "count": Count(parts[2], long.Parse(parts[1], CultureInfo.InvariantCulture)); break;
            case "signature": signatures.Add(ulong.Parse(parts[1], CultureInfo.InvariantCulture)); break;
            case "finding": Findings.Add((long.Parse(parts[1], CultureInfo.InvariantCulture), parts[2])); break;
        }
    }

    private void Count(string name, long count = 1) => counts[name] = counts.GetValueOrDefault(name) + count;

    private void NoteTime(long input, double milliseconds)
    {
        if (milliseconds > slowest)
            (slowest, slowestInput) = (milliseconds, input);
    }

    private void NoteMemory(long input, long bytes)
    {
        if (bytes > largest)
            (largest, largestInput) = (bytes, input);
    }
}
