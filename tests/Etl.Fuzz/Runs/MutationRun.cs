using Etl.Fuzz.Checks;
using Etl.Fuzz.Inputs;

namespace Etl.Fuzz.Runs;

/// <summary>Mutated inputs in blocks: within a block one parser reads all, as it does in a refresh.</summary>
internal sealed class MutationRun(IReadOnlyList<Seed> seeds, ulong seedNumber, string? findings)
{
    public const int BlockSize = 256;
    private const int DeepEvery = 16;

    public Campaign Campaign(long inputs) => new(
        $"mutate seed {seedNumber}, {inputs} inputs of {seeds.Count} seeds", (inputs + BlockSize - 1) / BlockSize,
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
    }

    private static bool KeepsPrivate(long block) => (block & 1) == 1;

    private static void Print(TextWriter output, string how, Outcome outcome) =>
        output.WriteLine($"{how}: {outcome.Status}, {outcome.StopReason}, {outcome.Time.TotalMilliseconds:F1} ms, {outcome.Memory} bytes, "
            + $"[{string.Join(' ', outcome.Issues)}] {outcome.Finding ?? "no finding"}");

    private void RunBlock(long block, long end, Lane lane, Tally tally)
    {
        var mutator = new Mutator(seeds, seedNumber);
        lane.Renew(KeepsPrivate(block));
        for (var k = block * BlockSize; k < end; k++)
        {
            var bytes = mutator.Make(k);
            var outcome = lane.Run(k, bytes, k % DeepEvery == 0);
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
