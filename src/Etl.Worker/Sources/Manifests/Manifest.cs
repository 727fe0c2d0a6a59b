namespace Etl.Worker.Sources.Manifests;

/// <summary>
/// A list of URIs: comma-separated with a header, one URI a line, or commands of s5cmd. It names objects that are to be read, and says nothing
/// about any other.
/// </summary>
internal sealed class Manifest : INamedList
{
    private readonly ListFile file;
    private readonly LineProblems problems = new();
    private readonly SortedSet<string> buckets = new(StringComparer.Ordinal);

    private Manifest(ListFile file) => this.file = file;

    public string Uri => file.Uri;

    public IReadOnlyCollection<string> Buckets => buckets;

    public bool HasFiles { get; private set; }

    public long Count { get; private set; }

    public string? Problem => problems.Text;

    public ListingExtent Extent => ListingExtent.Nothing;

    /// <exception cref="IOException">It is not there, or no manifest.</exception>
    internal static Manifest Open(SourceOptions options, Traffic traffic, CancellationToken cancel)
    {
        var manifest = new Manifest(ListFile.Open(options.ManifestAddress!, options, traffic, cancel));
        try
        {
            manifest.LookThrough(cancel);
            return manifest;
        }
        catch
        {
            manifest.Dispose();
            throw;
        }
    }

    public IEnumerable<NamedObject> Read(CancellationToken cancel)
    {
        using var lines = new ListLines(file.Read());
        foreach (var (_, named, problem) in Read(lines, cancel))
        {
            if (problem is null)
                yield return named;
        }
    }

    public void Dispose() => file.Dispose();

    private void LookThrough(CancellationToken cancel)
    {
        try
        {
            using var lines = new ListLines(file.Read());
            foreach (var (number, named, problem) in Read(lines, cancel))
            {
                if (problem is not null)
                {
                    problems.Add($"line {number}", problem);
                    continue;
                }

                Count++;
                if (named.Bucket is { } bucket)
                    buckets.Add(bucket);
                else
                    HasFiles = true;
            }

            if (lines.Number == 0)
                throw new InvalidDataException("is empty.");
        }
        catch (InvalidDataException e)
        {
            throw new IOException($"The manifest {Uri} {e.Message}", e);
        }
    }

    private IEnumerable<(long Line, NamedObject Named, string? Problem)> Read(ListLines lines, CancellationToken cancel)
    {
        ManifestFormat? format = null;
        while (Next(lines) is { } line)
        {
            if (lines.Number % 4096 == 0)
                cancel.ThrowIfCancellationRequested();
            if (ManifestFormat.IsBlank(line))
                continue;
            if (format is null)
            {
                format = ManifestFormat.Of(line, file.Folder);
                if (format.HasHeader)
                    continue;
            }

            var problem = "it is too long";
            NamedObject named = default;
            yield return !lines.IsCut && format.TryRead(line, out named, out problem) ? (lines.Number, named, null) : (lines.Number, default, problem);
        }
    }

    private static string? Next(ListLines lines)
    {
        try
        {
            return lines.Read();
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException("cannot be decompressed: it is damaged.", e);
        }
    }
}
