using Etl.EndToEnd.Tests.Running;

namespace Etl.EndToEnd.Tests.Archives;

/// <summary>Packs folders with Python's zipfile and tarfile.</summary>
internal static class PackedArchives
{
    private const string Pack =
        """
        import os, sys, tarfile, zipfile
        folder, target = sys.argv[1:]
        names = sorted(os.path.relpath(os.path.join(f, n), folder) for f, _, ns in os.walk(folder) for n in ns)
        if target.endswith('.zip'):
            # A third of the members stored, the others deflated.
            with zipfile.ZipFile(target, 'w', zipfile.ZIP_DEFLATED, compresslevel=1, strict_timestamps=False) as z:
                for i, name in enumerate(names): z.write(os.path.join(folder, name), name, zipfile.ZIP_STORED if i % 3 == 0 else None)
        else:
            with tarfile.open(target, 'w:gz' if target.endswith('gz') else 'w', **({'compresslevel': 1} if target.endswith('gz') else {})) as t:
                for name in names: t.add(os.path.join(folder, name), name)
        """;

    /// <summary>Writes a zip, tar or tar.gz, as the ending of its name says.</summary>
    public static void Write(string folder, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var packed = Finished.Run("/usr/bin/python3", ["-c", Pack, folder, target]);
        Assert.True(packed.ExitCode == 0, packed.Errors);
    }

    /// <summary>Rows by the object's place below its folder or in its archive, without what tells where and when that was stored.</summary>
    public static SortedDictionary<string, string> Rows(Lake lake, Func<string, string> pathOf)
    {
        var rows = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (uri, row) in RowDigest.Of(lake, "source_uri", "source_etag", "source_modified_at"))
            rows.Add(pathOf(uri), row);
        return rows;
    }

    /// <summary>The name of a member.</summary>
    public static string NameOf(string uri) => Uri.UnescapeDataString(uri[(uri.IndexOf('#', StringComparison.Ordinal) + 1)..]);
}
