using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Lake.Upkeep;

/// <summary>Files of a lake that nothing names: of work that is running, or that was killed.</summary>
/// <param name="lake">The lake.</param>
/// <param name="own">The work folder of whoever asks, which does not count.</param>
internal sealed class LeftOverSearch(LakeFolder lake, string own)
{
    /// <param name="readable">Names of tables whose log can be read.</param>
    internal IEnumerable<LeftOver> Run(IEnumerable<string> readable)
    {
        foreach (var table in lake.Tables.Where(t => readable.Contains(t.Name)))
        {
            var listing = Retention.List(table.Directory).ToList();
            var retained = Retention.Retained(table.Log, DateTimeOffset.MaxValue);
            foreach (var file in Retention.Deletable(retained, listing, DateTimeOffset.MaxValue).Where(f => !retained.Named.Contains(f.RelativeFile)))
                yield return new LeftOver($"{table.Name}/{file.RelativeFile}", file.Bytes, file.Modified);
        }

        foreach (var folder in lake.WorkFolders.Where(f => f != own))
            yield return Describe(new DirectoryInfo(folder));
        foreach (var entry in new DirectoryInfo(lake.Root).EnumerateFileSystemInfos(".*.building*"))
            yield return Describe(entry);
    }

    private LeftOver Describe(FileSystemInfo entry) => new(
        Path.GetRelativePath(lake.Root, entry.FullName).Replace(Path.DirectorySeparatorChar, '/'),
        entry is FileInfo file ? file.Length : ((DirectoryInfo)entry).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length),
        new DateTimeOffset(entry.LastWriteTimeUtc, TimeSpan.Zero));
}
