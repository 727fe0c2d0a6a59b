using System.Globalization;
using Etl.Fuzz.Inputs;
using Etl.Fuzz.Runs;

const string Usage = """
    Hostile bytes for the reader and the flattener. Exit code 1: something was found; 2: wrong use.

      sweep  --corpus FOLDER [--seconds N] [--state FILE] [--threads N]
      mutate [--inputs N] [--seed N] [--corpus FOLDER] [--cases FOLDER] [--seconds N] [--state FILE] [--threads N] [--findings FOLDER]
             [--between-seeds true]   each behind the bytes that it was made of, and those behind it
      replay --input K [--seed N] [--corpus FOLDER] [--cases FOLDER]
      bombs  [--only TEXT]
      short  [--seconds N]          all of them for about N seconds, with the shared material where it is there
    """;

var options = new Dictionary<string, string>(StringComparer.Ordinal);
for (var i = 1; i < args.Length; i += 2)
{
    if (!args[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == args.Length)
        return Fail($"'{args[i]}' needs a value.");
    options[args[i][2..]] = args[i + 1];
}

var corpus = options.GetValueOrDefault("corpus") ?? Path.Combine("..", "shared", "corpus", "files");
var cases = options.GetValueOrDefault("cases") ?? Path.Combine("..", "shared", "reference", "dicom-cases");
switch (args.FirstOrDefault())
{
    case "sweep":
        if (!Directory.Exists(corpus))
            return Fail($"There is no folder {corpus}.");
        return Exit(With(new TruncationSweep(corpus).Campaign, Number("seconds", 0)).Execute(Console.Out));
    case "mutate":
        var run = new MutationRun(Seeds(), (ulong)Number("seed", 1), options.GetValueOrDefault("findings"), options.GetValueOrDefault("between-seeds") == "true");
        return Exit(With(run.Campaign(Number("inputs", 2_000_000)), Number("seconds", 0)).Execute(Console.Out));
    case "replay":
        new MutationRun(Seeds(), (ulong)Number("seed", 1), null).Replay(Number("input", 0), Console.Out);
        return 0;
    case "bombs":
        return Exit(BombRun.Execute(Console.Out, options.GetValueOrDefault("only")));
    case "short":
        var seconds = Number("seconds", 60);
        var isSafe = BombRun.Execute(Console.Out, null);
        isSafe &= With(new MutationRun(Seeds(), 1, null).Campaign(1_000_000), Math.Max(1, seconds / 2)).Execute(Console.Out);
        if (Directory.Exists(cases))
            isSafe &= With(new TruncationSweep(cases).Campaign, Math.Max(1, seconds / 4)).Execute(Console.Out);
        return Exit(isSafe);
    default:
        return Fail(Usage);
}

Seed[] Seeds()
{
    Seed[] seeds = [.. BuiltInSeeds.All(), .. Seed.OfFolder(cases).Where(s => s.Name.EndsWith(".dcm", StringComparison.Ordinal)), .. Seed.OfFolder(corpus)];
    Console.WriteLine($"{seeds.Length} seeds, {seeds.Average(s => s.Bytes.Length):F0} bytes on average");
    return seeds;
}

Campaign With(Campaign campaign, long time) => campaign with
{
    Threads = (int)Number("threads", 2),
    StatePath = options.GetValueOrDefault("state"),
    Time = time == 0 ? TimeSpan.MaxValue : TimeSpan.FromSeconds(time),
};

long Number(string name, long otherwise) =>
    options.TryGetValue(name, out var text) ? long.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : otherwise;

static int Exit(bool isSafe) => isSafe ? 0 : 1;

static int Fail(string message)
{
    Console.Error.WriteLine(message);
    return 2;
}
