using Etl.Worker.Sources;

namespace Etl.Worker.Crawl;

/// <summary>Hands out what is to be read in steps, each of which is committed before the next begins.</summary>
internal sealed class StepFeed(IEnumerable<ObjectInfo[]> chunks, int maxObjects, TimeSpan maxTime, TimeProvider time) : IDisposable
{
    private readonly IEnumerator<ObjectInfo[]> rest = chunks.GetEnumerator();
    private ObjectInfo[] held = [];
    private int heldFrom;

    /// <summary>Nothing is left.</summary>
    internal bool IsDone { get; private set; }

    /// <summary>Objects handed out in the latest step.</summary>
    internal long Taken { get; private set; }

    /// <summary>The next step: read it to its end.</summary>
    internal IEnumerable<ObjectInfo[]> Next()
    {
        Taken = 0;
        var startedAt = time.GetTimestamp();
        while (Taken < maxObjects && (Taken == 0 || time.GetElapsedTime(startedAt) < maxTime))
        {
            if (heldFrom == held.Length)
            {
                if (!rest.MoveNext())
                {
                    IsDone = true;
                    yield break;
                }

                (held, heldFrom) = (rest.Current, 0);
            }

            var count = (int)Math.Min(held.Length - heldFrom, maxObjects - Taken);
            Taken += count;
            heldFrom += count;
            yield return held[(heldFrom - count)..heldFrom];
        }
    }

    public void Dispose() => rest.Dispose();
}
