namespace Etl.Schema.Tests.Dicom;

/// <summary>The byte cases of the reading reference, by id.</summary>
internal static class DicomCases
{
    public static IReadOnlyList<string> Ids { get; } = SharedMaterial.SkipReason is null && Directory.Exists(SharedMaterial.Cases)
        ? [.. File.ReadLines(Path.Combine(SharedMaterial.Cases, "cases.tsv")).Skip(1).Select(line => line.Split('\t')[0])]
        : ["-"];

    public static byte[] Bytes(string id) => File.ReadAllBytes(Path.Combine(SharedMaterial.Cases, id + ".dcm"));

    public static TheoryData<string> All => [.. Ids];
}
