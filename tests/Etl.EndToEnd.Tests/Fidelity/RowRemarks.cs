namespace Etl.EndToEnd.Tests.Fidelity;

/// <summary>The bookkeeping lists of a row, by path.</summary>
internal sealed class RowRemarks
{
    public static readonly HashSet<string> Lists =
        ["EmptyElements", "BinaryElements", "PrivateTags", "ValueErrors", "VrMismatches", "ReadIssues", "OtherElements", "PrivateElements"];

    public RowRemarks(IReadOnlyDictionary<string, object?> row)
    {
        Empty = [.. Entries(row, "EmptyElements").Cast<string>()];
        Binary = Structs(row, "BinaryElements").ToDictionary(e => (string)e["Path"]!, e => (long)e["Length"]!);
        Errors = Structs(row, "ValueErrors").ToLookup(e => (string)e["Path"]!, e => ((string)e["Reason"]!, (string)e["Raw"]!));
        Mismatches = [.. Structs(row, "VrMismatches").Select(e => (string)e["Path"]!)];
        Other = Structs(row, "OtherElements").ToLookup(e => (string)e["Path"]!, e => Texts(e["Values"]));
        PrivateCounts = Structs(row, "PrivateTags").ToDictionary(e => (string?)e["Creator"] ?? "", e => (long)e["Count"]!);
        Issues = [.. Structs(row, "ReadIssues").Select(e => (string)e["Code"]!)];
    }

    public HashSet<string> Empty { get; }

    public Dictionary<string, long> Binary { get; }

    public ILookup<string, (string Reason, string Raw)> Errors { get; }

    public HashSet<string> Mismatches { get; }

    public ILookup<string, string[]> Other { get; }

    public Dictionary<string, long> PrivateCounts { get; }

    public HashSet<string> Issues { get; }

    private static object?[] Entries(IReadOnlyDictionary<string, object?> row, string list) =>
        row.TryGetValue(list, out var value) && value is object?[] entries ? entries : [];

    private static IEnumerable<OrderedDictionary<string, object?>> Structs(IReadOnlyDictionary<string, object?> row, string list) =>
        Entries(row, list).Cast<OrderedDictionary<string, object?>>();

    private static string[] Texts(object? values) => values is object?[] texts ? [.. texts.Select(t => (string?)t ?? "")] : [];
}
