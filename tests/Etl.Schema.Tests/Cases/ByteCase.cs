using Etl.Schema.Tests.Values;

namespace Etl.Schema.Tests.Cases;

/// <summary>A row of the table of byte cases: an object of a few hundred bytes with one deviation, and what is wanted of it.</summary>
internal sealed record ByteCase(string Id, string Title, string Want, byte[] Bytes)
{
    public static IReadOnlyList<ByteCase> All { get; } = Read();

    public static ByteCase Of(string id) => All.Single(c => c.Id == id);

    /// <summary>The rows of a table beside the repository, without its header.</summary>
    public static IEnumerable<string[]> Rows(string table) =>
        File.ReadLines(Path.Combine(SharedCases.Folder, table)).Skip(1).Select(line => line.Split('\t'));

    private static List<ByteCase> Read() =>
        [.. Rows("cases.tsv").Select(f => new ByteCase(f[0], f[1], f[2], f[4].Length > 0 ? Convert.FromHexString(f[4]) : File.ReadAllBytes(Path.Combine(SharedCases.Folder, f[0] + ".dcm"))))];
}
