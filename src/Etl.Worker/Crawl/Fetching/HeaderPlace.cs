namespace Etl.Worker.Crawl.Fetching;

/// <summary>
/// What is known of the headers of one folder, or of all folders in one. Series lie in folders, and the headers of a series are alike: the
/// first object of a folder that nothing is known of is fetched alone, and the others when it has shown what they need; and so the first
/// folder in a folder. Not thread-safe: the fetch stage's lock guards it.
/// </summary>
internal sealed class HeaderPlace(string name, HeaderPlace? parent, int capacity, int bytesOfRequest)
{
    private readonly Queue<FetchedObject> waiting = new();
    private bool isScouted;

    internal string Name { get; } = name;

    internal HeaderPlace? Parent { get; } = parent;

    internal HeaderSamples Samples { get; } = new(capacity, bytesOfRequest);

    /// <summary>Objects on their way.</summary>
    internal int Busy { get; private set; }

    internal void Enter()
    {
        for (var place = this; place is not null; place = place.Parent)
            place.Busy++;
    }

    /// <summary>Whether an object may be fetched now; else it waits, and <see cref="Leave"/> gives it back.</summary>
    internal bool MayGo(FetchedObject fetched)
    {
        for (var place = this; place is not null && place.Samples.Count == 0; place = place.Parent)
        {
            if (place.isScouted)
            {
                place.waiting.Enqueue(fetched);
                return false;
            }

            place.isScouted = true;
        }

        return true;
    }

    /// <summary>An object is dealt with: those that waited for it go, all of them when it has taught something, else the next one first.</summary>
    internal void Leave(Action<FetchedObject> go)
    {
        for (var place = this; place is not null; place = place.Parent)
        {
            place.Busy--;
            var isKnown = place.Samples.Count > 0;
            place.isScouted = !isKnown && place.waiting.Count > 0;
            while (place.waiting.TryDequeue(out var next))
            {
                go(next);
                if (!isKnown)
                    break;
            }
        }
    }
}
