using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Lake.Parts;

/// <summary>Parts that were written and never came to belong to a version.</summary>
internal static class UnnamedParts
{
    /// <summary>
    /// Removes those of these parts that no version names. The log is asked: a commit that failed may have succeeded all the same, and
    /// only its answer was lost.
    /// </summary>
    internal static void Remove(LakeFolder lake, IEnumerable<string> parts)
    {
        var written = parts.Where(File.Exists).ToList();
        if (written.Count == 0)
            return;
        var named = lake.Tables.Where(t => t.Exists).SelectMany(Named).ToHashSet(StringComparer.Ordinal);
        foreach (var part in written.Where(p => !named.Contains(p)))
            File.Delete(part);
    }

    /// <summary>Every part that a version may still need: removed ones are kept for the older versions.</summary>
    private static IEnumerable<string> Named(LakeTable table)
    {
        var snapshot = table.Log.LoadSnapshot();
        return snapshot.Files.Keys.Concat(snapshot.Tombstones.Keys).Select(path => Path.GetFullPath(PartPath.ToFile(table.Directory, path)));
    }
}
