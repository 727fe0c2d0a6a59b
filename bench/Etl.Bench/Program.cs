using Etl.Bench;

string[] parts = ["parse", "headers", "refresh", "compaction"];
if (args.Length == 0 || args[0] != "all" && !parts.Contains(args[0]))
{
    Console.Error.WriteLine("""
        usage: dotnet run -c Release --project bench/Etl.Bench -- all|parse|headers|refresh|compaction [--instances N] [--rounds N] [--folder DIR]

          parse       headers in memory → column builders on one core, no other program
          headers     header → column builders on one core, against pydicom and dcmdump reading the same files
          refresh     the whole refresh, publish included, against pydicom's bare reading
          compaction  refreshes of 20 objects each, compacted, against a lake written at once

        Writes a sample archive of N instances (default 10000) into DIR (default: a temporary folder) where there is none yet, and measures
        every program on the same files in the same run, the page cache warm. Needs /usr/bin/python3 with pydicom, and dcmdump.
        Example: dotnet run -c Release --project bench/Etl.Bench -- headers --instances 20000 --rounds 3
        """);
    return 2;
}

var options = BenchOptions.Parse(args);
using var archive = new BenchArchive(options);
Console.WriteLine(Machine.Describe());
Console.WriteLine($"{archive.Files.Count:N0} files, {archive.Bytes / 1e6:N0} MB, {options.Rounds} rounds\n");
foreach (var part in args[0] == "all" ? parts : [args[0]])
{
    Action<BenchArchive, BenchOptions> run = part switch
    {
        "parse" => ParseBench.Run,
        "headers" => HeadersBench.Run,
        "refresh" => RefreshBench.Run,
        _ => CompactionBench.Run,
    };
    run(archive, options);
}

return 0;
