using Etl.Schema.Dicom;
using Etl.Schema.Standard;

namespace Etl.EndToEnd.Tests.Fidelity;

/// <summary>
/// One row against another implementation's reading of the same file, attribute by attribute, both ways. Kinds of differences:
/// <list type="bullet">
/// <item><c>missing</c> they have it, the row says nothing of it; <c>invented</c> the row has it, they have not;</item>
/// <item><c>value</c>, <c>count</c>, <c>items</c>, <c>length</c> both have it and it is not the same;</item>
/// <item><c>sign</c> the same 16 bits, once signed and once not; <c>pn-delimiters</c> the same name but for empty parts at its end;
/// <c>last-place</c> doubles of VR FD a few units in the last place apart;</item>
/// <item><c>lenient CODE</c> their text does not follow its VR, the row has a value of the same digits, and <c>ValueErrors</c> says so;
/// <c>refused CODE</c> the row has none, and <c>ValueErrors</c> has the text; <c>refused-conforming CODE</c> though the text follows
/// its VR; <c>unremarked</c> a value that is not what the text says, or none, without a word in <c>ValueErrors</c>;</item>
/// <item><c>vm</c> several values where the VM is 1, and the text is in <c>ValueErrors</c>;</item>
/// <item><c>un</c> they have the bytes of a VR of UN, and the row the value;</item>
/// <item><c>empty</c>, <c>binary</c>, <c>sequence</c>, <c>oracle-error</c> one side has no value of that form.</item>
/// </list>
/// </summary>
internal sealed class RowComparison(string file, RowRemarks remarks, Func<string, bool> isCompared, List<Difference> differences)
{
    private const int ShownLength = 120;
    private readonly Dictionary<string, string> states = [];

    /// <summary>Values and states compared.</summary>
    public long Compared { get; private set; }

    public void Compare(OracleDataSet theirs, IReadOnlyDictionary<string, object?> row)
    {
        Compare(theirs, row, "");
        // States are marked once a path, so they are compared once a path too.
        foreach (var path in remarks.Empty.Where(p => IsKnownHere(p) && !states.ContainsKey(p + " empty")))
            Add(path, "empty", states.GetValueOrDefault(path, "absent"), "empty");
        foreach (var path in remarks.Binary.Keys.Where(p => IsKnownHere(p) && !states.ContainsKey(p + " binary")))
            Add(path, "binary", states.GetValueOrDefault(path, "absent"), "binary");
        foreach (var path in remarks.Other.Select(o => o.Key).Where(p => IsKnownHere(p) && !states.ContainsKey(p)))
            Add(path, "invented", "absent", "other");
        foreach (var path in remarks.Errors.Select(o => o.Key).Where(p => IsKnownHere(p) && !states.ContainsKey(p)))
            Add(path, "invented", "absent", "error");
    }

    private bool IsKnownHere(string path) => path.Split('.').All(isCompared);

    private void Compare(OracleDataSet theirs, IReadOnlyDictionary<string, object?> ours, string prefix)
    {
        foreach (var (name, attribute) in theirs)
        {
            if (isCompared(name))
                Compare(attribute, ours.TryGetValue(name, out var cell) ? cell : null, prefix + name, name);
        }

        foreach (var (name, cell) in ours)
        {
            if (cell is not null && !theirs.ContainsKey(name) && isCompared(name))
                Add(prefix + name, "invented", "absent", Shown(cell));
        }
    }

    private void Compare(OracleAttribute theirs, object? cell, string path, string name)
    {
        states.TryAdd(path, "present");
        Compared++;
        if (theirs.Error is { } error)
            Add(path, "oracle-error", error, Shown(cell));
        else if (theirs.IsEmpty)
            CompareEmpty(theirs, cell, path);
        else if (theirs.Bytes is { } bytes)
            CompareBinary(bytes, theirs.Vr, cell, path);
        else if (theirs.Items is { } items)
            CompareItems(items, cell, path);
        else
            CompareValues(theirs, cell, path, DictionaryOf(name));
    }

    private void CompareEmpty(OracleAttribute theirs, object? cell, string path)
    {
        states[path + " empty"] = "";
        if (cell is not null || !remarks.Empty.Contains(path))
            Add(path, "empty", $"empty {theirs.Vr}", cell is null ? StateOf(path) : Shown(cell));
    }

    private void CompareBinary(long bytes, string vr, object? cell, string path)
    {
        states[path + " binary"] = "";
        if (cell is not null || !remarks.Binary.TryGetValue(path, out var length))
            Add(path, vr == "UN" && cell is not null ? "un" : "binary", $"{bytes} bytes", cell is null ? StateOf(path) : Shown(cell));
        else if (length != bytes && !path.Contains('.', StringComparison.Ordinal))
            Add(path, "length", $"{bytes} bytes", $"{length} bytes");
    }

    private void CompareItems(IReadOnlyList<OracleDataSet> theirs, object? cell, string path)
    {
        if (cell is not object?[] ours || ours.Any(i => i is not OrderedDictionary<string, object?>))
        {
            Add(path, cell is null ? "missing" : "sequence", $"{theirs.Count} items", cell is null ? StateOf(path) : Shown(cell));
            return;
        }

        if (theirs.Count != ours.Length)
            Add(path, "items", $"{theirs.Count} items", $"{ours.Length} items");
        for (var i = 0; i < Math.Min(theirs.Count, ours.Length); i++)
            Compare(theirs[i], (OrderedDictionary<string, object?>)ours[i]!, path + ".");
    }

    private void CompareValues(OracleAttribute theirs, object? cell, string path, DictionaryEntry? entry)
    {
        var values = theirs.Values;
        switch (cell)
        {
            case null when remarks.Other.Contains(path):
                var vr = VrOf(theirs.Vr);
                if (!remarks.Other[path].Any(o => o.Select(v => v.Trim(' ')).SequenceEqual(values.Select(v => ValueComparison.Trimmed(vr, v ?? "").Trim(' ')))))
                    Add(path, "value", Shown(values), Shown(remarks.Other[path].First()));
                break;
            case null:
                CompareAbsent(theirs, path, entry);
                break;
            case OrderedDictionary<string, object?>[]:
                Add(path, "sequence", Shown(values), Shown(cell));
                break;
            case object?[] list when entry is not null:
                if (list.Length != values.Count)
                    Add(path, "count", Shown(values), Shown(cell));
                else
                    for (var i = 0; i < list.Length; i++)
                        CompareOne(values[i], list[i], path, entry.Vr);
                break;
            case string text when values.Count > 1:
                if (string.Join('\\', values.Select(v => v ?? "")).TrimEnd(' ', '\0') == text && remarks.Errors[path].Any(e => e.Reason == "VM_MISMATCH"))
                    Compared++;
                else
                    Add(path, "value", Shown(values), text);
                break;
            default:
                if (values.Count == 1 && entry is not null)
                    CompareOne(values[0], cell, path, entry.Vr);
                else
                    Add(path, "count", Shown(values), Shown(cell));
                break;
        }
    }

    private void CompareAbsent(OracleAttribute theirs, string path, DictionaryEntry? entry)
    {
        if (!remarks.Errors.Contains(path))
            Add(path, remarks.Empty.Contains(path) ? "empty" : remarks.Binary.ContainsKey(path) ? "binary" : "missing", Shown(theirs.Values), StateOf(path));
        else if (ReasonsOf(path).Contains("VM_MISMATCH") && entry is { IsList: false } && theirs.Values.Count > 1)
            Add(path, "vm", Shown(theirs.Values), StateOf(path));
        else
            AddRefused(path, entry is null || theirs.Values.All(v => v is not null && ValueComparison.Conforms(entry.Vr, v)), theirs.Values);
    }

    private void CompareOne(string? theirs, object? ours, string path, Vr vr)
    {
        Compared++;
        if (string.IsNullOrWhiteSpace(theirs?.Trim('\0')))
        {
            if (ours is not null)
                Add(path, "value", "no value", Shown(ours));
        }
        else if (ours is null)
        {
            AddRefused(path, ValueComparison.Conforms(vr, theirs), [theirs]);
        }
        else
        {
            var verdict = ValueComparison.Compare(vr, theirs, ours);
            if (verdict == Verdict.Lenient)
                Add(path, remarks.Errors.Contains(path) ? $"lenient {string.Join('+', ReasonsOf(path))}" : "unremarked", theirs, Shown(ours));
            else if (verdict != Verdict.Equal)
                Add(path, verdict switch { Verdict.OtherSign => "sign", Verdict.OtherDelimiters => "pn-delimiters", Verdict.LastPlace => "last-place", _ => "value" }, theirs, Shown(ours));
        }
    }

    private void AddRefused(string path, bool conforms, IReadOnlyList<string?> theirs)
    {
        var kind = !theirs.All(v => v is null || remarks.Errors[path].Any(e => e.Raw.Contains(v.Trim(), StringComparison.Ordinal)))
            ? "unremarked"
            : (conforms ? "refused-conforming " : "refused ") + string.Join('+', ReasonsOf(path));
        Add(path, kind, Shown(theirs), StateOf(path));
    }

    private List<string> ReasonsOf(string path) => [.. remarks.Errors[path].Select(e => e.Reason).Distinct().Order(StringComparer.Ordinal)];

    private void Add(string path, string kind, string theirs, string ours) =>
        differences.Add(new Difference(file, path, kind, Shortened(theirs), Shortened(ours)));

    private string StateOf(string path)
    {
        if (remarks.Errors.Contains(path))
            return $"invalid {remarks.Errors[path].First().Reason}: {remarks.Errors[path].First().Raw}";
        return remarks.Binary.TryGetValue(path, out var length) ? $"binary {length}"
            : remarks.Empty.Contains(path) ? "empty"
            : remarks.Other.Contains(path) ? "other"
            : "absent";
    }

    private static DictionaryEntry? DictionaryOf(string name) => Names.TryGetValue(name.Split('_')[0], out var entry) ? entry : null;

    private static readonly Dictionary<string, DictionaryEntry> Names = DataDictionary.Entries.ToArray()
        .Where(e => e.Keyword.Length > 0).GroupBy(e => e.Keyword).ToDictionary(g => g.Key, g => g.First());

    private static Vr VrOf(string code) => code.Length == 2 ? VrFacts.FromCode((byte)code[0], (byte)code[1]) : Vr.None;

    private static string Shown(object? value) => value switch
    {
        null => "null",
        string text => text,
        OrderedDictionary<string, object?> => "item",
        IEnumerable<string?> texts => string.Join('\\', texts),
        object?[] list => $"[{string.Join(", ", list.Take(8).Select(Shown))}]",
        DateOnly date => date.ToString("yyyy-MM-dd"),
        double number => number.ToString("R"),
        _ => value.ToString() ?? "",
    };

    private static string Shortened(string text)
    {
        text = text.Replace('\t', ' ').Replace('\n', '␊').Replace('\r', '␍');
        return text.Length <= ShownLength ? text : text[..ShownLength] + "…";
    }
}
