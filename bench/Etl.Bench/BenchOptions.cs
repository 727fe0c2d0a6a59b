namespace Etl.Bench;

/// <param name="Instances">Instances of the sample archive.</param>
/// <param name="Rounds">Times that each program is measured; the median counts.</param>
/// <param name="Folder">Where the archive is, or will be; null for a temporary folder.</param>
/// <param name="Lake">A lake that is there already, for the parts that take one; null for one made of the archive.</param>
/// <param name="Json">A file for the results; null for none.</param>
/// <param name="Bucket">A bucket that has the archive already, or is to have and keep it; null for buckets of the run's own.</param>
internal sealed record BenchOptions(int Instances, int Rounds, string? Folder, string? Lake, string? Json, string? Bucket)
{
    internal static BenchOptions Parse(string[] args)
    {
        string? Value(string name) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;
        return new BenchOptions(
            int.Parse(Value("--instances") ?? "10000"), int.Parse(Value("--rounds") ?? "3"), Value("--folder"), Value("--lake"), Value("--json"), Value("--bucket"));
    }
}
