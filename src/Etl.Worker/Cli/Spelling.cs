namespace Etl.Worker.Cli;

/// <summary>What somebody may have meant.</summary>
internal static class Spelling
{
    /// <summary>The name that is near enough to <paramref name="word"/>, or null.</summary>
    internal static string? Nearest(string word, IEnumerable<string> names) => names
        .Select(name => (Name: name, Distance: Distance(word, name)))
        .Where(near => near.Distance <= Math.Max(1, Math.Min(word.Length, near.Name.Length) / 3))
        .OrderBy(near => near.Distance).ThenBy(near => near.Name, StringComparer.Ordinal)
        .FirstOrDefault().Name;

    /// <summary>Insertions, deletions, substitutions between two words; long words are never near.</summary>
    private static int Distance(string left, string right)
    {
        if (left.Length > 64)
            return int.MaxValue;
        var row = new int[right.Length + 1];
        for (var j = 0; j < row.Length; j++)
            row[j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j < row.Length; j++)
            {
                var substituted = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
