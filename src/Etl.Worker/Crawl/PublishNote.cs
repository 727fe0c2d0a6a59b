using System.Text.Json;
using Etl.Worker.Lake;

namespace Etl.Worker.Crawl;

/// <summary>
/// What the published warehouse was built of, in a file beside it: a refresh that changes nothing need not build it again. The file is
/// only believed while the warehouse is the very one it speaks of; without it the warehouse is built.
/// </summary>
/// <param name="Instances">The version of the table of instances.</param>
/// <param name="Quarantine">The version of the table of quarantined objects.</param>
/// <param name="Program">The build of the program: another may make other tables of the same rows.</param>
/// <param name="Bytes">Size of the warehouse.</param>
/// <param name="Modified">When it was written, in ticks, UTC.</param>
/// <param name="Modalities">What is in it.</param>
/// <param name="Identifying">It shows examples of identifying attributes: whoever does not ask for them is not to get them.</param>
internal sealed record PublishNote(
    long Instances, long Quarantine, Guid Program, long Bytes, long Modified, IReadOnlyList<ModalityCounts> Modalities,
    bool Identifying = false)
{
    internal const string FileName = ".warehouse.json";

    private static Guid ThisProgram => typeof(PublishNote).Module.ModuleVersionId;

    /// <summary>Null when the published warehouse is not known to be of these versions.</summary>
    internal static PublishNote? Find(LakeFolder lake, long instances, long quarantine, bool identifying)
    {
        try
        {
            var known = JsonSerializer.Deserialize<PublishNote>(File.ReadAllBytes(Path.Combine(lake.Root, FileName)));
            var file = new FileInfo(lake.Warehouse);
            return known is not null && file.Exists
                && (known.Instances, known.Quarantine, known.Program, known.Identifying) == (instances, quarantine, ThisProgram, identifying)
                && (known.Bytes, known.Modified) == (file.Length, file.LastWriteTimeUtc.Ticks)
                ? known : null;
        }
        catch (Exception e) when (e is FileNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Notes what was just published.</summary>
    /// <param name="lake">The lake.</param>
    /// <param name="instances">The version of the table of instances before the build began, or that of the build.</param>
    /// <param name="quarantine">Likewise.</param>
    /// <param name="modalities">What is in it.</param>
    /// <param name="identifying">It shows examples of identifying attributes.</param>
    internal static void Note(LakeFolder lake, long instances, long quarantine, IReadOnlyList<ModalityCounts> modalities, bool identifying)
    {
        var file = new FileInfo(lake.Warehouse);
        if (!file.Exists)
            return;
        var note = new PublishNote(instances, quarantine, ThisProgram, file.Length, file.LastWriteTimeUtc.Ticks, modalities, identifying);
        var temporary = Path.Combine(lake.Root, FileName + ".tmp");
        try
        {
            File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(note));
            File.Move(temporary, Path.Combine(lake.Root, FileName), overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The warehouse is published all the same; the next refresh does not know of it and publishes again.
        }
    }
}
