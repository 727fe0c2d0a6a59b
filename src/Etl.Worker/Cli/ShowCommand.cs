using System.CommandLine;
using Etl.Schema.Dicom;
using Microsoft.Win32.SafeHandles;

namespace Etl.Worker.Cli;

/// <summary><c>etl show</c>: the header of one file.</summary>
internal static class ShowCommand
{
    public static EtlCommand Create()
    {
        var file = new Argument<string>("FILE") { Description = "A DICOM file, whatever its name" };
        var json = CommandOptions.Json("The DICOM JSON Model (PS3.18 F), without binary values");
        return new EtlCommand("show", "Show one file's header as a table, or as DICOM JSON.",
            ["etl show image.dcm", "etl show image.dcm --json"])
        {
            Notes = ["Pixel data and other binary values are never read: the table gives their length, JSON their VR alone."],
            Arguments = { file },
            Options = { json },
            Run = (parse, terminal, _) => Run(parse.GetRequiredValue(file), parse.GetValue(json), terminal),
        };
    }

    /// <summary>The word that the lake has for it.</summary>
    public static string Name(StopReason reason) => reason switch
    {
        StopReason.NotDicom => "NOT_DICOM",
        StopReason.EmptyFile => "EMPTY_FILE",
        _ => reason.ToString().ToUpperInvariant(),
    };

    private static int Run(string path, bool json, Terminal terminal)
    {
        if (Directory.Exists(path))
            throw new UsageException($"'{path}' is a folder; one file was expected.");
        if (!File.Exists(path))
            throw new UsageException($"The file '{path}' does not exist.");

        using var handle = File.OpenHandle(path);
        var issues = new IssueLog();
        var stop = json ? WriteJson(handle, issues, terminal) : WriteText(handle, issues, terminal);
        if (stop is not (StopReason.NotDicom or StopReason.EmptyFile))
            return ExitCode.Done;
        terminal.SayError($"'{path}' is no DICOM file: {Name(stop)}.");
        return ExitCode.Failed;
    }

    private static StopReason WriteText(SafeFileHandle handle, IssueLog issues, Terminal terminal)
    {
        var text = new HeaderText(terminal, terminal.Out, terminal.OutIsTerminal ? terminal.Width : 0);
        var reader = HeaderWalk.Read(handle, issues, text.Visit);
        if (reader.StopReason is not (StopReason.NotDicom or StopReason.EmptyFile))
            text.WriteEnd(reader, issues);
        terminal.Flush();
        return reader.StopReason;
    }

    /// <summary>The model has no place for how the read ended: standard error says it.</summary>
    private static StopReason WriteJson(SafeFileHandle handle, IssueLog issues, Terminal terminal)
    {
        using var document = new MemoryStream();
        DicomReader reader;
        using (var json = new DicomJson(document))
            reader = HeaderWalk.Read(handle, issues, json.Visit);
        if (reader.StopReason is StopReason.NotDicom or StopReason.EmptyFile)
            return reader.StopReason;
        document.WriteByte((byte)'\n');
        terminal.Data.Write(document.GetBuffer(), 0, (int)document.Length);
        terminal.Data.Flush();
        if (!issues.IsEmpty)
            terminal.Say($"Stopped: {Name(reader.StopReason)}; {string.Join(", ", issues.Issues.Select(issue => issue.Code.Code()))}");
        return reader.StopReason;
    }
}
