namespace Etl.Worker.Sources.Manifests;

/// <summary>A list of objects that somebody made: read instead of listing. It was looked through when it was opened.</summary>
internal interface INamedList : IDisposable
{
    /// <summary>The list's own URI.</summary>
    string Uri { get; }

    /// <summary>Buckets that it names, in the order of characters.</summary>
    IReadOnlyCollection<string> Buckets { get; }

    /// <summary>It names files.</summary>
    bool HasFiles { get; }

    /// <summary>Lines that name an object.</summary>
    long Count { get; }

    /// <summary>In words, how many lines name no object and what is wrong with the first of them; null where there are none.</summary>
    string? Problem { get; }

    /// <summary>What the list says of objects that it does not name.</summary>
    ListingExtent Extent { get; }

    /// <summary>What it names, in its own order. May be called more than once.</summary>
    /// <exception cref="IOException">It cannot be read any more.</exception>
    IEnumerable<NamedObject> Read(CancellationToken cancel);
}
