using System.Text;
using System.Text.RegularExpressions;
using Etl.Schema.Tests.Columns;
using Etl.Schema.Tests.Values;

namespace Etl.Schema.Tests.Cases;

/// <summary>Every value case, written as an element into an attribute of VM 1 and into one of several values.</summary>
public sealed partial class ValueCaseColumnTests
{
    private const string Empty = "(empty)";

    /// <summary>Wanted values that the table gives in prose, or that VARCHAR columns hold as text (AS) or as ISO (TM, DT, AT).</summary>
    private static readonly Dictionary<string, string> Values = new()
    {
        ["W004"] = "0", // a Parquet dictionary takes the two zeros for one
        ["W076"] = "null", // a year is no DATE
        ["W152"] = "045Y",
        ["W153"] = "006M",
        ["W154"] = "010W",
        ["W155"] = "003D",
        ["W157"] = "45Y",
        ["W158"] = "045y",
        ["W159"] = "0045Y",
        ["W160"] = "45", // no age, and a text all the same: in ValueErrors too
        ["W161"] = "045",
        ["W162"] = "0.5Y",
        ["W166"] = "045Y",
        ["W167"] = "45 Y",
        ["W126"] = "12:00:00.000000", // the digits given
        ["W175"] = ".1.2",
        ["W183"] = "1.2.9999999999999999999999999999999999999999999999999999999999999",
        ["W191"] = "AAAAAAAAAAAAAAAAAA",
        ["W204"] = "a\r\nb",
        ["W215"] = "Doe^John",
        ["W218"] = "=X",
        ["W220"] = "A=B=C=D",
        ["W221"] = "A^B^C^D^E^F",
        ["W226"] = "none", // not one whole unit
        ["W230"] = "none",
        ["W238"] = "00181063",
        ["W240"] = "00181063|00100020",
        ["W241"] = "none", // binary
        ["W173"] = "1.2.03",
    };

    private static readonly Dictionary<string, string> AlsoFlagged = new() { ["W173"] = "UI_PADDING" };

    public static TheoryData<string> Ids() => [.. ValueCase.All().Select(c => c.Id)];

    [SharedCasesTheory]
    [MemberData(nameof(Ids))]
    public void Value_InAColumnOfOneAndOfSeveral_IsAsWanted(string id)
    {
        var one = ValueCase.All().Single(c => c.Id == id);
        var wanted = Wanted(one);
        if (one.Scalar != 0)
        {
            var read = one.In(one.Scalar);
            var isSeveral = wanted.Length > 1;
            var want = !isSeveral ? Quoted(one.Vr, wanted[0])
                : IsVarchar(one.Vr) ? $"\"{(one.Vr == "AT" ? string.Join('\\', wanted) : Trimmed(one))}\""
                : Instance.Absent;
            Assert.Equal(want is "null" or "none" or Empty ? Instance.Absent : want, ValueCase.Cell(read, one.Scalar));
            Assert.Equal(wanted is [Empty], read["EmptyElements"] != Instance.Absent);
            if (isSeveral)
                Assert.Contains("VM_MISMATCH", read.ErrorReasons);
            else
                Assert.Equal(Flags(one), Said(read));
        }

        if (one.List != 0)
        {
            var read = one.In(one.List);
            var want = wanted is ["none"] or [Empty] ? Instance.Absent
                : "[" + string.Join(", ", wanted.Select(w => w == Empty ? "null" : Quoted(one.Vr, w))) + "]";
            Assert.Equal(want, ValueCase.Cell(read, one.List));
            Assert.Equal(Flags(one), Said(read));
        }
    }

    private static string[] Wanted(ValueCase one)
    {
        if (Values.TryGetValue(one.Id, out var plain))
            return plain.Split('|');
        var bare = one.Want.StartsWith('(') && one.Vr != "AT" ? one.Want : RemarkPattern().Replace(one.Want, "");
        return [.. bare.Split('|').Select(part => part.Length > 1 && part[0] == '\'' && part[^1] == '\'' ? part[1..^1] : part)];
    }

    private static string Quoted(string vr, string value) => value is "null" or "none" or Empty || !IsVarchar(vr) ? value : $"\"{value}\"";

    private static bool IsVarchar(string vr) => vr is not ("DA" or "DS" or "IS" or "FD" or "FL" or "SV" or "UL" or "US");

    private static string Trimmed(ValueCase one) => Encoding.Latin1.GetString(one.Value).TrimEnd('\0', ' ');

    private static IEnumerable<string> Flags(ValueCase one)
    {
        var flags = CodePattern().Matches(one.Flags).Select(m => m.Value);
        return (AlsoFlagged.TryGetValue(one.Id, out var also) ? flags.Append(also) : flags).Order(StringComparer.Ordinal);
    }

    /// <summary>All that was said of the value, but for the odd length that many rows of the table have because they show one value of several.</summary>
    private static IEnumerable<string> Said(Instance read) =>
        read.Codes.Concat(read.ErrorReasons).Distinct().Where(code => code != "ODD_LENGTH").Order(StringComparer.Ordinal);

    [GeneratedRegex("[A-Z][A-Z0-9]*(_[A-Z0-9]+)+")]
    private static partial Regex CodePattern();

    [GeneratedRegex(@" (\([^)]*\)|local)$")]
    private static partial Regex RemarkPattern();
}
