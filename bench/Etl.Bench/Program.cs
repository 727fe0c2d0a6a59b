using Etl.Bench;

(string Name, string About, Action<BenchArchive, BenchOptions, Report> Run)[] parts =
[
    ("parse", "headers in memory → column builders on one core, no other program", ParseBench.Run),
    ("headers", "header → column builders on one core, against pydicom, dcmdump, gdcmdump and dcm2json reading the same files", HeadersBench.Run),
    ("refresh", "the whole refresh, publish included, against pydicom's reading, pydicom → Parquet and Orthanc", RefreshBench.Run),
    ("buckets", "a first refresh of a bucket against a bare loop of GETs; needs the S3 server that AWS_ENDPOINT_URL_S3 names", BucketsBench.Run),
    ("growth", "refreshes of 10,000, 100,000 and 1,000,000 instances, up to --instances: time, memory, space", GrowthBench.Run),
    ("answers", "queries on the published warehouse, and the program's start", AnswersBench.Run),
    ("pages", "every page over HTTP, and until a browser paints it; --lake DIR measures a lake that is there", PagesBench.Run),
    ("segmentation", "one segmentation of 12,000 frames", SegmentationBench.Run),
    ("nochange", "the comparison of 1,000,000 listed objects with as many rows, of which nothing changed", NoChangeBench.Run),
    ("change100", "refreshes in which nothing, 100 neighbours, 100 scattered objects changed: seconds by stage, bytes written", ChangeBench.Run),
    ("compaction", "refreshes of 20 objects each, compacted, against a lake written at once", CompactionBench.Run),
    ("micro", "reader, character sets, numbers, dates, column builders, chunks of DuckDB, one by one (BenchmarkDotNet)", MicroBench.Run),
];

if (args.Length == 0 || args[0] != "all" && !parts.Any(p => p.Name == args[0]))
{
    Console.Error.WriteLine($"""
        usage: dotnet run -c Release --project bench/Etl.Bench -- all|PART [--instances N] [--rounds N] [--folder DIR] [--lake DIR] [--json FILE] [--bucket NAME]

        {string.Join("\n", parts.Select(p => $"  {p.Name,-13} {p.About}"))}

        Writes a sample archive of N instances (default 10000) into DIR (default: a temporary folder) where there is none yet, and measures
        every program on the same files in the same run, the page cache warm. --bucket keeps the archive in a bucket from run to run. Installs nothing: what is missing is said and left out.
        Needs /usr/bin/python3 with pydicom, and dcmdump (Debian's python3-pydicom, dcmtk; also libgdcm-tools, orthanc).
        Example: dotnet run -c Release --project bench/Etl.Bench -- headers --instances 20000 --rounds 3
        """);
    return 2;
}

var options = BenchOptions.Parse(args);
using var archive = new BenchArchive(options);
var report = new Report();
Console.WriteLine(Machine.Describe());
if (options.Lake is null)
    Console.WriteLine($"{archive.Files.Count:N0} files, {archive.Bytes / 1e6:N0} MB, {options.Rounds} rounds");
foreach (var part in parts.Where(p => args[0] == "all" || p.Name == args[0]))
    part.Run(archive, options, report);
if (options.Json is { } file)
    report.Save(file);
return 0;
