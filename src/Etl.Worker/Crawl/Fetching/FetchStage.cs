using System.Diagnostics;
using Etl.Worker.Sources;

namespace Etl.Worker.Crawl.Fetching;

/// <summary>
/// Fetches windows of remote objects, hundreds at a time, and hands them to the parsing threads; what a parser needs more of comes back.
/// An object that waits for another attempt holds no place among those in flight, so that a slow or broken one delays nobody. Memory is
/// bounded by the objects and bytes that are on their way.
/// </summary>
internal sealed class FetchStage(HeaderRanges ranges, Action<FetchedObject> deliver, CancellationToken stop)
{
    private const int MaxObjects = 4096;
    private const long MaxBytes = 32 << 20;
    private const int MaxChanges = 3;

    /// <summary>A source that has failed so often, and for so long, without a success in between, is down.</summary>
    private const int FailuresOfDown = 100;
    private static readonly TimeSpan TimeOfDown = TimeSpan.FromMinutes(2);

    private readonly object gate = new();
    private readonly AdaptiveLimit limit = new(TimeProvider.System);
    private readonly Queue<FetchedObject> first = new();
    private readonly Queue<FetchedObject> further = new();
    private int onTheirWay, inFlight, failures;
    private long heldBytes;
    private long succeededAt = Stopwatch.GetTimestamp();
    private Exception? broken;

    /// <summary>Takes an object; waits while too many are on their way.</summary>
    /// <exception cref="RemoteException">The source can no longer be read.</exception>
    internal void Add(in ObjectInfo item)
    {
        lock (gate)
        {
            while (onTheirWay > 0 && (onTheirWay >= MaxObjects || heldBytes >= MaxBytes))
                Wait();
            ThrowIfBroken();
            onTheirWay++;
            var folder = ranges.FolderOf(item.Uri);
            folder.Enter();
            var fetched = new FetchedObject(item, folder);
            if (item.Error is not null || item.Size == 0)
                deliver(fetched);
            else if (folder.MayGo(fetched))
                Enqueue(fetched);
            Pump();
        }
    }

    /// <summary>More of an object is needed than was fetched of it.</summary>
    internal void Ask(FetchedObject fetched, long offset, int count)
    {
        lock (gate)
        {
            var known = fetched.KnownUpTo(offset);
            var size = fetched.Item.Size;
            // Further on in the header, or behind a large value that is skipped. As much again as there is, so that the requests for one
            // object stay few whatever it asks for.
            var end = fetched.Reads == 1 && known == fetched.FirstEnd
                ? ranges.Next(fetched.Folder, known, (int)Math.Max(0, offset + count - known), size)
                : Math.Max(offset + count, known + Math.Max(HeaderRanges.Unknown / 4, fetched.KnownBytes));
            fetched.Ask(known, (int)Math.Min(Math.Min(end, size) - known, int.MaxValue / 2));
            further.Enqueue(fetched);
            Pump();
        }
    }

    /// <summary>An object is dealt with.</summary>
    /// <param name="fetched">The object.</param>
    /// <param name="header">Bytes of its header; null where there was none to learn from.</param>
    internal void Done(FetchedObject fetched, long? header)
    {
        lock (gate)
        {
            var folder = fetched.Folder;
            if (header is { } bytes)
                ranges.Learn(folder, bytes, fetched.Item.Size);
            heldBytes -= fetched.HeldBytes;
            fetched.Release();
            onTheirWay--;
            folder.Leave(Enqueue);
            Pump();
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Waits until every object taken is dealt with.</summary>
    /// <exception cref="RemoteException">The source can no longer be read.</exception>
    internal void WaitUntilDone()
    {
        lock (gate)
        {
            while (onTheirWay > 0)
                Wait();
            ThrowIfBroken();
        }
    }

    private void Wait()
    {
        ThrowIfBroken();
        stop.ThrowIfCancellationRequested();
        Monitor.Wait(gate, TimeSpan.FromMilliseconds(100));
    }

    private void ThrowIfBroken()
    {
        if (broken is not null)
            throw broken;
    }

    private void Enqueue(FetchedObject fetched)
    {
        fetched.Ask(0, ranges.First(fetched.Folder, fetched.Item.Size));
        first.Enqueue(fetched);
    }

    /// <summary>Starts as many requests as may be; those that finish an object come before those that begin one.</summary>
    private void Pump()
    {
        while (inFlight < limit.Current && broken is null && !stop.IsCancellationRequested
            && (further.TryDequeue(out var next) || first.TryDequeue(out next)))
        {
            inFlight++;
            var fetched = next;
            var before = fetched.HeldBytes;
            var room = fetched.Room();
            heldBytes += fetched.HeldBytes - before;
            _ = Task.Run(() => FetchAsync(fetched, room), CancellationToken.None);
        }
    }

    private async Task FetchAsync(FetchedObject fetched, Memory<byte> room)
    {
        var source = (IRemoteSource)fetched.Item.Source;
        try
        {
            if (fetched.Reads > 0)
                source.Traffic.AddFurtherRead();
            (ObjectInfo Now, int Count)? learned = fetched.Item.IsUnknown && fetched.NextOffset == 0
                ? await source.ReadFirstAsync(fetched.Item, room, stop).ConfigureAwait(false) : null;
            if (learned is null)
                await source.ReadAsync(fetched.Item, fetched.NextOffset, room, stop).ConfigureAwait(false);
            lock (gate)
            {
                if (learned is { } known)
                    fetched.Learned(known.Now, known.Count);
                limit.Succeeded(inFlight >= limit.Current);
                (failures, succeededAt) = (0, Stopwatch.GetTimestamp());
                fetched.Filled();
                (fetched.Reads, fetched.Attempts) = (fetched.Reads + 1, 0);
            }

            Land();
            deliver(fetched);
        }
        catch (RemoteException e)
        {
            Land();
            await FailedAsync(fetched, source, e).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Land();
        }
        catch (Exception e)
        {
            Break(e);
        }
    }

    private void Land()
    {
        lock (gate)
        {
            inFlight--;
            Pump();
        }
    }

    private async Task FailedAsync(FetchedObject fetched, IRemoteSource source, RemoteException failure)
    {
        try
        {
            switch (failure.Failure)
            {
                case RemoteFailure.Source:
                    Break(failure);
                    return;
                case RemoteFailure.Changed when ++fetched.Changes <= MaxChanges:
                    await LookAgainAsync(fetched, source).ConfigureAwait(false);
                    return;
                case RemoteFailure.Busy or RemoteFailure.Passing when ++fetched.Attempts < Retries.MaxAttempts:
                    if (!NoteFailure(failure))
                        return;
                    source.Traffic.AddRetry();
                    await Task.Delay(Retries.Pause(fetched.Attempts), stop).ConfigureAwait(false);
                    lock (gate)
                    {
                        further.Enqueue(fetched);
                        Pump();
                    }

                    return;
                default:
                    fetched.Failure = failure;
                    deliver(fetched);
                    return;
            }
        }
        catch (OperationCanceledException)
        {
            // The crawl ends; nobody waits for the object any more.
        }
        catch (Exception e)
        {
            Break(e);
        }
    }

    /// <returns>False where the source is down.</returns>
    private bool NoteFailure(RemoteException failure)
    {
        lock (gate)
        {
            if (failure.Failure == RemoteFailure.Busy)
                limit.Busy();
            if (++failures < FailuresOfDown || Stopwatch.GetElapsedTime(succeededAt) < TimeOfDown)
                return true;
        }

        Break(new RemoteException(RemoteFailure.Source, $"The source does not answer any more: {failure.Message}", failure.InnerException));
        return false;
    }

    /// <summary>The object is no longer what was listed: what it is now is read instead, from its beginning.</summary>
    private async Task LookAgainAsync(FetchedObject fetched, IRemoteSource source)
    {
        ObjectInfo? now;
        try
        {
            now = await Retries.RunAsync(
                source.Traffic, cancel => source.LookAgainAsync(fetched.Item, cancel), "A look at an object", TimeSpan.FromSeconds(30), stop).ConfigureAwait(false);
        }
        catch (RemoteException e)
        {
            fetched.Failure = e;
            deliver(fetched);
            return;
        }

        if (now is null)
        {
            fetched.Failure = new RemoteException(RemoteFailure.Gone, "The object is gone.");
            deliver(fetched);
            return;
        }

        lock (gate)
        {
            heldBytes -= fetched.HeldBytes;
            fetched.StartAgain(now.Value);
            if (now.Value.Size > 0)
            {
                Enqueue(fetched);
                Pump();
                return;
            }
        }

        deliver(fetched);
    }

    private void Break(Exception failure)
    {
        lock (gate)
        {
            broken ??= failure;
            Monitor.PulseAll(gate);
        }
    }
}
