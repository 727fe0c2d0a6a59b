using System.Diagnostics.CodeAnalysis;
using Etl.Worker.Sources;

namespace Etl.Worker.Crawl;

/// <summary>
/// Hands out what is to be read in steps, each of which is committed before the next begins. The last one may be a little larger than the
/// others: a step of few objects would leave small parts, which would only have to be merged with those before.
/// </summary>
internal sealed class StepFeed(IEnumerable<ObjectInfo[]> chunks, int maxObjects, TimeSpan maxTime, TimeProvider time) : IDisposable
{
    /// <summary>Of a step's objects, the part that is not worth a step.</summary>
    private const int Remainder = 64;

    private readonly IEnumerator<ObjectInfo[]> rest = chunks.GetEnumerator();
    private readonly Queue<ObjectInfo[]> ahead = [];
    private ObjectInfo[] held = [];
    private int heldFrom;
    private bool hasEnded;

    /// <summary>Nothing is left.</summary>
    internal bool IsDone { get; private set; }

    /// <summary>Objects handed out in the latest step.</summary>
    internal long Taken { get; private set; }

    /// <summary>The next step: read it to its end.</summary>
    internal IEnumerable<ObjectInfo[]> Next()
    {
        Taken = 0;
        var startedAt = time.GetTimestamp();
        while (Taken == 0 || (Taken < maxObjects || IsLittleLeft()) && time.GetElapsedTime(startedAt) < maxTime)
        {
            if (!TryTake(Taken < maxObjects ? maxObjects - Taken : long.MaxValue, out var chunk))
            {
                IsDone = true;
                yield break;
            }

            Taken += chunk.Length;
            yield return chunk;
        }
    }

    public void Dispose() => rest.Dispose();

    private bool IsLittleLeft()
    {
        while (held.Length - heldFrom + ahead.Sum(c => c.Length) <= maxObjects / Remainder)
        {
            if (!TryLookAhead())
                return true;
        }

        return false;
    }

    private bool TryTake(long most, [NotNullWhen(true)] out ObjectInfo[]? chunk)
    {
        chunk = null;
        if (heldFrom == held.Length)
        {
            if (ahead.Count == 0 && !TryLookAhead())
                return false;
            (held, heldFrom) = (ahead.Dequeue(), 0);
        }

        var from = heldFrom;
        heldFrom += (int)Math.Min(held.Length - heldFrom, most);
        chunk = held[from..heldFrom];
        return true;
    }

    private bool TryLookAhead()
    {
        if (hasEnded || !rest.MoveNext())
        {
            hasEnded = true;
            return false;
        }

        ahead.Enqueue(rest.Current);
        return true;
    }
}
