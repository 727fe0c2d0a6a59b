using System.CommandLine;
using System.Text.Json;

namespace Etl.Worker.Cli;

/// <summary><c>etl sample</c>: a synthetic archive to try things on.</summary>
internal static class SampleCommand
{
    public static EtlCommand Create(WriteSample sample)
    {
        var directory = new Argument<string>("DIR") { Description = "Folder to write to; made where it does not exist" };
        var instances = CommandOptions.WholeNumber("--instances", "Objects to write", 1000, 1, 100_000_000);
        var seed = CommandOptions.WholeNumber("--seed", "The same seed gives the same archive", 1, 0, int.MaxValue);
        var pixelBytes = CommandOptions.WholeNumber("--pixel-bytes", "Bytes of pixel data in each object", 512, 0, 1 << 30);
        var add = new Option<bool>("--add") { Description = "Write into a folder that already holds something" };
        var json = CommandOptions.Json("One JSON document about what was written");
        return new EtlCommand("sample", "Write a realistic synthetic archive: no real patient, many modalities.",
            ["etl sample ./archive --instances 10000 --seed 7"])
        {
            Arguments = { directory },
            Options = { instances, seed, pixelBytes, add, json },
            Run = (parse, terminal, cancel) =>
            {
                var request = new SampleRequest(
                    parse.GetRequiredValue(directory), parse.GetValue(instances), (int)parse.GetValue(seed), (int)parse.GetValue(pixelBytes));
                CheckTarget(request.Directory, parse.GetValue(add));
                Directory.CreateDirectory(request.Directory);
                var result = Write(sample, request, terminal, cancel);
                if (parse.GetValue(json))
                    JsonLines.Write(terminal.Data, "sample", writer => WriteJson(writer, request, result));
                else if (terminal.Verbosity > Verbosity.Quiet)
                    terminal.Out.WriteLine($"{result.Files:N0} files, {Amounts.Bytes(result.Bytes)}, in {Escaped.Value(request.Directory)}");
                return ExitCode.Done;
            },
        };
    }

    /// <summary>Writes the archive and shows how far it is.</summary>
    public static SampleResult Write(WriteSample sample, SampleRequest request, Terminal terminal, CancellationToken cancel)
    {
        var meter = new CountMeter("Writing the sample archive", request.Instances);
        return LiveProgress.While(terminal, meter.Look, () => sample(request, meter, cancel));
    }

    public static void WriteJson(Utf8JsonWriter writer, SampleRequest request, SampleResult result)
    {
        writer.WriteString("directory", request.Directory);
        writer.WriteNumber("instances", request.Instances);
        writer.WriteNumber("seed", request.Seed);
        writer.WriteNumber("files", result.Files);
        writer.WriteNumber("bytes", result.Bytes);
    }

    private static void CheckTarget(string directory, bool add)
    {
        if (File.Exists(directory))
            throw new UsageException($"'{directory}' is a file; a folder was expected.");
        if (!add && Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any())
            throw new UsageException($"'{directory}' already holds something.", "Name a new folder, or say --add to write into this one.");
    }
}
