using System.Globalization;

namespace Etl.Worker.Lake.Delta;

/// <summary>Names of files in <c>_delta_log</c>: what each is, and what is not ours to look at.</summary>
internal static class LogFile
{
    public const string Directory = "_delta_log";
    public const string LastCheckpoint = "_last_checkpoint";
    private const int Digits = 20;

    public static string Commit(long version) => $"{version:D20}.json";

    public static string Checkpoint(long version) => $"{version:D20}.checkpoint.parquet";

    /// <summary>A name every reader passes over, so that a writer killed half-way leaves nothing in anybody's way.</summary>
    public static string Temporary(string name) => $".{name}.{Guid.NewGuid():N}.tmp";

    public static bool IsTemporary(string name) => name.StartsWith('.') && name.EndsWith(".tmp", StringComparison.Ordinal);

    public static bool TryParseCommit(string name, out long version)
    {
        version = 0;
        return name.Length == Digits + ".json".Length && name.EndsWith(".json", StringComparison.Ordinal) && TryParseVersion(name, out version);
    }

    /// <summary>Takes <c>v.checkpoint.parquet</c> and the parts <c>v.checkpoint.i.n.parquet</c> of older writers.</summary>
    public static bool TryParseCheckpoint(string name, out long version, out int part, out int parts)
    {
        (version, part, parts) = (0, 1, 1);
        var words = name.Split('.');
        if (words[0].Length != Digits || !TryParseVersion(name, out version) || words[^1] != "parquet" || words.Length < 3 || words[1] != "checkpoint")
            return false;
        return words.Length == 3
            || (words.Length == 5 && TryParseNumber(words[2], out part) && TryParseNumber(words[3], out parts) && part >= 1 && part <= parts);
    }

    private static bool TryParseVersion(string name, out long version) =>
        long.TryParse(name.AsSpan(0, Digits), NumberStyles.None, CultureInfo.InvariantCulture, out version);

    private static bool TryParseNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
