using Etl.Fuzz.Checks;
using Etl.Fuzz.Inputs;

namespace Etl.Fuzz.Runs;

/// <summary>Mutated inputs in blocks: within a block one parser reads all, as it does in a refresh.</summary>
/// <param name="seeds">What is mutated.</param>
/// <param name="seedNumber">Chooses the mutations.</param>
/// <param name="findings">Folder for inputs that break something.</param>
/// <param name="isBetweenSeeds">
/// Each input is read behind the bytes that it was made of, and those once more behind it, all compared with what a new parser reads: what a header
/// has in common with the one before must not change what it becomes.
/// </param>
internal sealed class MutationRun(IReadOnlyList<Seed> seeds, ulong seedNumber, string? findings, bool isBetweenSeeds = false)
{
    public const int BlockSize = 256;
    private const int DeepEvery = 16;

    public Campaign Campaign(long inputs) => new(
        $"mutate seed {seedNumber}, {inputs} inputs of {seeds.Count} seeds{(isBetweenSeeds ? " between seeds" : "")}", (inputs + BlockSize - 1) / BlockSize,
        (block, lane, tally) => RunBlock(block, Math.Min(inputs, (block + 1) * BlockSize), lane, tally));

    /// <summary>Makes and runs one input alone, then after the inputs of its block.</summary>
    public void Replay(long input, TextWriter output)
    {
        var mutator = new Mutator(seeds, seedNumber);
        var bytes = mutator.Make(input);
        output.WriteLine($"input {input}: {mutator.Story}; {bytes.Length} bytes");
        output.WriteLine(Convert.ToHexString(bytes));
        using var lane = new Lane();
        lane.Renew(KeepsPrivate(input / BlockSize));
        Print(output, "alone", lane.Run(input, bytes, isDeep: true));
        lane.Renew(KeepsPrivate(input / BlockSize));
        for (var k = input / BlockSize * BlockSize; k < input; k++)
            lane.Run(k, mutator.Make(k), isDeep: false);
        Print(output, "in its block", lane.Run(input, mutator.Make(input), isDeep: true));
        lane.Renew(KeepsPrivate(input / BlockSize));
        mutator.Make(input);
        lane.Run(input, mutator.Original, isDeep: false);
        Print(output, "behind its seed", lane.Run(input, mutator.Make(input), isDeep: true));
        Print(output, "its seed behind it", lane.Run(input, mutator.Original, isDeep: true));
    }

    private static bool KeepsPrivate(long block) => (block & 1) == 1;

    private static void Print(TextWriter output, string how, Outcome outcome) =>
        output.WriteLine($"{how}: {outcome.Status}, {outcome.StopReason}, {outcome.Time.TotalMilliseconds:F1} ms, {outcome.Memory} bytes, "
            + $"[{string.Join(' ', outcome.Issues)}] {outcome.Finding ?? "no finding"}");

    private Outcome RunOne(long k, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> original, Lane lane)
    {
        if (!isBetweenSeeds)
            return lane.Run(k, bytes, k % DeepEvery == 0);
        lane.Run(k, original, isDeep: false);
        var outcome = lane.Run(k, bytes, isDeep: true);
        return outcome.Finding is null && lane.Run(k, original, isDeep: true) is { Finding: not null } behind ? behind : outcome;
    }

    private void RunBlock(long block, long end, Lane lane, Tally tally)
    {
        var mutator = new Mutator(seeds, seedNumber);
        lane.Renew(KeepsPrivate(block));
        for (var k = block * BlockSize; k < end; k++)
        {
            var bytes = mutator.Make(k);
            var outcome = RunOne(k, bytes, mutator.Original, lane);
            tally.Add(k, outcome);
            if (outcome.Finding is not { } finding)
                continue;
            lane.Renew(KeepsPrivate(block));
            if (findings is null)
                continue;
            Directory.CreateDirectory(findings);
            File.WriteAllBytes(Path.Combine(findings, $"{seedNumber}-{k}.bin"), bytes);
            File.WriteAllText(Path.Combine(findings, $"{seedNumber}-{k}.txt"), $"{mutator.Story}\n{finding}\n");
        }
    }
}
