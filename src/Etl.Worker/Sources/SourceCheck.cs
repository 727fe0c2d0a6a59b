using Etl.Worker.Sources.Buckets;

namespace Etl.Worker.Sources;

/// <summary>Reaches, lists and reads a source a little.</summary>
public static class SourceCheck
{
    /// <summary>What stands in the way of reading a source, in words that a person can act on.</summary>
    public static SourceFinding Run(SourceOptions options, CancellationToken cancel)
    {
        try
        {
            if (options.IsList)
                return OfList(options, cancel);
            if (!options.IsBucket)
            {
                using var folder = new LocalFolder(options.Uri);
                return new SourceFinding(folder.List(cancel).Any() ? "it can be listed" : "it is empty", null);
            }

            using var bucket = new Bucket(options, new Traffic());
            return new SourceFinding(bucket.Open(cancel) ? "it can be listed and read" : "it can be listed; there is nothing in it", null);
        }
        catch (SourceUnreachableException e)
        {
            return new SourceFinding(null, e.Advice);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new SourceFinding(null, e.Message);
        }
    }

    private static SourceFinding OfList(SourceOptions options, CancellationToken cancel)
    {
        var opened = new List<OpenedSource>();
        try
        {
            Manifests.NamedSources.Open(options, opened, new Traffic(), cancel);
            var list = ((Manifests.ListItself)opened[0].Source).Content;
            var places = list.Buckets.Select(b => $"s3://{b}").Concat(list.HasFiles ? ["files"] : []);
            return new SourceFinding($"it has {list.Count:N0} entries, of {string.Join(", ", places.DefaultIfEmpty("nothing"))}. {list.Problem}".TrimEnd(' ', '.'), null);
        }
        finally
        {
            opened.ForEach(o => o.Source.Dispose());
        }
    }
}

/// <param name="Found">What is there; null where it cannot be read.</param>
/// <param name="Problem">Why it cannot be read, and what to do about it; null where it can.</param>
public sealed record SourceFinding(string? Found, string? Problem);
