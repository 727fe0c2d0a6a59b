using System.Text;
using Etl.Schema.Columns;
using Etl.Schema.Tests.Columns;
using Etl.Schema.Tests.Values;

namespace Etl.Schema.Tests.Cases;

/// <summary><c>docs/deviations.md</c>: what each case became, beside what was observed of three other readers.</summary>
public sealed class DeviationsDocument
{
    private const string Command = "ETL_UPDATE_DOCS=1 dotnet test tests/Etl.Schema.Tests --filter DeviationsDocument";

    [SharedCasesFact]
    public void Document_IsCurrent()
    {
        var path = Path.Combine(RepositoryFolder, "docs", "deviations.md");
        var current = Write();
        if (Environment.GetEnvironmentVariable("ETL_UPDATE_DOCS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, current);
        }

        Assert.True(File.Exists(path), $"There is no docs/deviations.md. To write it: {Command}");
        Assert.True(File.ReadAllText(path) == current, $"docs/deviations.md is not current. To write it again: {Command}");
    }

    private static string RepositoryFolder
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder!.FullName, "Etl.sln")))
                folder = folder.Parent;
            return folder.FullName;
        }
    }

    private static string Write()
    {
        var text = new StringBuilder();
        text.Append("# Deviations\n\n");
        text.Append("What `etl` makes of objects and values that are not as the standard has them. This file is written by a test:\n\n");
        text.Append($"```sh\n{Command}\n```\n\n");
        text.Append("## Objects\n\n");
        text.Append("Each case is a small object with one deviation; behind it stands one more element. *Kept* means that this last element was read, ");
        text.Append("*lost* that it was not, and an asterisk that the reader reported an error besides (an exit code that is not 0, an exception; ");
        text.Append("*aborted*: the process ended by a signal). DCMTK 3.6.7 (`dcmdump`), GDCM 3.0.21 (`gdcmdump`) and pydicom 2.3.1 were run as they come. ");
        text.Append("Beside *kept* or *lost*, `etl` gives its stop reason and the codes of `ReadIssues`. ");
        text.Append("The cases were chosen to be hard; no ranking of readers follows from them.\n\n");
        text.Append("| Case | Deviation | Wanted | etl | DCMTK | GDCM | pydicom |\n|---|---|---|---|---|---|---|\n");
        var observed = ByteCase.Rows("observed.tsv").ToDictionary(f => f[0]);
        foreach (var one in ByteCase.All)
        {
            var read = Instance.Of(one.Bytes);
            var others = observed[one.Id];
            Row(text, one.Id, one.Title, one.Want, Outcome(read), Tool(others[3], others[4]), Tool(others[6], others[7]), Pydicom(others[9], others[10]));
        }

        text.Append("\n## Values\n\n");
        text.Append("Each case is the value of one element, put into an attribute whose VM is 1 and into one that takes several. ");
        text.Append("A value in neither column is NULL. The reasons are those of `ValueErrors`, which keeps the bytes, or codes of `ReadIssues` in italics.\n\n");
        text.Append("| Case | VR | Bytes as text | VM 1 | Several | Reasons |\n|---|---|---|---|---|---|\n");
        foreach (var one in ValueCase.All())
        {
            var scalar = one.Scalar == 0 ? null : one.In(one.Scalar);
            var list = one.List == 0 ? null : one.In(one.List);
            Row(text, one.Id, one.Vr, Code(one.Text), Cell(scalar, one.Scalar), Cell(list, one.List), Reasons(scalar, list));
        }

        return text.ToString();
    }

    private static string Outcome(Instance read) => read.Status != ParseStatus.Row
        ? $"no row: {(read.StopReason == Etl.Schema.Dicom.StopReason.NotDicom ? "NOT_DICOM" : "EMPTY_FILE")}"
        : $"{(read.KeepsSentinel ? "kept" : "lost")}, {read["stop_reason"].Trim('"')}{string.Concat(read.Codes.Select(code => " " + code))}";

    private static string Tool(string exit, string isKept) =>
        exit.StartsWith("rc=-", StringComparison.Ordinal) ? "aborted" : (isKept == "Y" ? "kept" : "lost") + (exit == "rc=0" ? "" : "\\*");

    private static string Pydicom(string status, string value) => (value == "-" ? "lost" : "kept") + (status == "ok" ? "" : "\\*");

    private static string Cell(Instance? read, uint tag) =>
        read is null ? "" : ValueCase.Cell(read, tag) is var cell && cell == Instance.Absent ? (read["EmptyElements"] != Instance.Absent ? "empty" : "") : Code(cell);

    private static string Reasons(Instance? scalar, Instance? list)
    {
        var errors = Errors(scalar).Union(Errors(list)).Order(StringComparer.Ordinal).ToList();
        var issues = (scalar?.Codes ?? []).Union(list?.Codes ?? []).Except(errors).Order(StringComparer.Ordinal);
        return string.Join(' ', errors.Concat(issues.Select(code => $"*{code}*")));
    }

    private static IEnumerable<string> Errors(Instance? read) => read is null ? [] : read.ErrorReasons;

    private static string Code(string text) => text.Length == 0 ? "" : $"`{text.Replace("\r", "\u240D", StringComparison.Ordinal).Replace("\n", "\u240A", StringComparison.Ordinal)}`";

    private static void Row(StringBuilder text, params ReadOnlySpan<string> cells)
    {
        foreach (var cell in cells)
            text.Append("| ").Append(cell.Replace("|", "\\|", StringComparison.Ordinal)).Append(' ');
        text.Append("|\n");
    }
}

/// <summary>A test of the material beside the repository: a visible skip without it, a failure where CI is set.</summary>
internal sealed class SharedCasesFactAttribute : FactAttribute
{
    public SharedCasesFactAttribute()
    {
        if (!Directory.Exists(SharedCases.Folder) && !SharedCases.IsRequired)
            Skip = "The case tables are not beside the repository.";
    }
}
