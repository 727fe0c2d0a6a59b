using System.Text;
using System.Text.RegularExpressions;
using Etl.Schema.Dicom;

namespace Etl.Schema.Tests.Values;

/// <summary>Every text row of the table of single-value cases.</summary>
public sealed partial class ValueCaseTests
{
    // Rows whose wanted text is prose.
    private static readonly Dictionary<string, string> Wanted = new()
    {
        ["W026"] = "(empty)",
        ["W175"] = ".1.2",
        ["W204"] = "a\r\nb",
        ["W215"] = "Doe^John",
        ["W218"] = "=X",
        ["W220"] = "A=B=C=D",
        ["W221"] = "A^B^C^D^E^F",
    };

    // The table leaves out what it is not about: two NULs after an even text are UI_PADDING (as in W181).
    private static readonly Dictionary<string, string> AlsoFlagged = new() { ["W173"] = "UI_PADDING" };

    public static TheoryData<string, string, string, string, string> Rows()
    {
        var rows = new TheoryData<string, string, string, string, string>();
        foreach (var line in File.ReadLines(Path.Combine(SharedCases.Folder, "value-cases.tsv")).Skip(1))
        {
            var fields = line.Split('\t');
            if (Enum.Parse<Vr>(fields[1]).IsText())
                rows.Add(fields[0], fields[1], fields[2], fields[4], fields.Length > 5 ? fields[5] : "");
        }

        return rows;
    }

    [SharedCasesTheory]
    [MemberData(nameof(Rows))]
    public void Row_ReadsAsWanted(string id, string vr, string hex, string want, string flags)
    {
        var reading = ValueReading.Of(Convert.FromHexString(hex), Enum.Parse<Vr>(vr));

        var wanted = Wanted.TryGetValue(id, out var plain) ? [plain] : want == "same text" ? [Encoding.ASCII.GetString(Convert.FromHexString(hex)).TrimEnd('\0', ' ')] : Parts(want);
        Assert.Equal(wanted, reading.Values);
        var codes = CodePattern().Matches(flags).Select(match => match.Value).ToList();
        if (AlsoFlagged.TryGetValue(id, out var also))
            codes.Add(also);
        Assert.Equal(codes.Order(StringComparer.Ordinal), reading.Codes);
    }

    private static string[] Parts(string want)
    {
        var bare = want.StartsWith('(') ? want : RemarkPattern().Replace(want, "");
        return [.. bare.Split('|').Select(part => part.Length > 1 && part[0] == '\'' && part[^1] == '\'' ? part[1..^1] : part)];
    }

    [GeneratedRegex("[A-Z][A-Z0-9]*(_[A-Z0-9]+)+")]
    private static partial Regex CodePattern();

    [GeneratedRegex(@" (\([^)]*\)|local)$")]
    private static partial Regex RemarkPattern();
}
