using Etl.Bench;

string[] parts = ["headers", "refresh", "compaction"];
if (args.Length == 0 || args[0] is not ("all" or "headers" or "refresh" or "compaction"))
{
    Console.Error.WriteLine("""
        usage: dotnet run -c Release --project bench/Etl.Bench -- all|headers|refresh|compaction [--instances N] [--rounds N] [--folder DIR]

          headers   header → column builders on one core, against pydicom and dcmdump reading the same files
          refresh   the whole refresh, publish included, against pydicom's bare reading
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
    if (part == "headers")
        HeadersBench.Run(archive, options);
    else if (part == "refresh")
        RefreshBench.Run(archive, options);
    else
        CompactionBench.Run(archive, options);
}

return 0;
