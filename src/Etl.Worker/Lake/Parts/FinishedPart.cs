using System.Security.Cryptography;
using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Lake.Parts;

/// <summary>
/// What happens to a part between its writing and its commit: its physical schema is compared with the one meant, which the commit merges with that of the table, its bytes and its name are
/// brought to disk, and its hash is taken for the log. SHA-256, because it detects every changed, missing or exchanged byte, is what
/// <c>sha256sum</c> computes without this program, and costs a small part of what writing costs.
/// </summary>
internal static class FinishedPart
{
    /// <summary>The hash in the <c>tags</c> of an add action.</summary>
    private const string HashTag = "sha256";

    /// <summary>Finishes a part and gives its hash.</summary>
    /// <exception cref="DeltaException">The file has another schema than was meant.</exception>
    internal static string Finish(DuckDbConnection connection, string file, DeltaStruct schema)
    {
        PartSchema.Require(connection, file, schema);
        Durable.FlushFile(file);
        Durable.FlushDirectory(Path.GetDirectoryName(file)!);
        return Hash(file);
    }

    internal static IReadOnlyDictionary<string, string> Tags(string hash) => new Dictionary<string, string> { [HashTag] = hash };

    /// <summary>The hash that the log has; null for parts of other writers.</summary>
    internal static string? LoggedHash(Add add) => add.Tags?.GetValueOrDefault(HashTag);

    internal static string Hash(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
