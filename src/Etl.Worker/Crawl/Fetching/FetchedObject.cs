using System.Buffers;
using Etl.Worker.Sources;

namespace Etl.Worker.Crawl.Fetching;

/// <summary>
/// An object of a remote source on its way between fetching and parsing: the windows fetched so far, and the one asked for next. Either
/// the fetch stage has it or a parsing thread, never both.
/// </summary>
internal sealed class FetchedObject(ObjectInfo item, HeaderPlace folder)
{
    private readonly List<Window> windows = [];

    internal ObjectInfo Item { get; private set; } = item;

    internal HeaderPlace Folder { get; } = folder;

    /// <summary>Why it could not be read; null while it can.</summary>
    internal RemoteException? Failure { get; set; }

    /// <summary>Windows read of the present state of the object.</summary>
    internal int Reads { get; set; }

    /// <summary>Attempts that failed since the last window.</summary>
    internal int Attempts { get; set; }

    /// <summary>Times that it turned out to be another one than listed.</summary>
    internal int Changes { get; set; }

    internal long NextOffset { get; private set; }

    internal int NextCount { get; private set; }

    /// <summary>Memory held for it.</summary>
    internal long HeldBytes => windows.Sum(w => (long)w.Bytes.Length);

    /// <summary>Bytes read of it.</summary>
    internal long KnownBytes => windows.Sum(w => (long)w.Count);

    /// <summary>Bytes of the first window, as far as they run on.</summary>
    internal long FirstEnd => windows.Count == 0 ? 0 : windows[0].Count;

    internal void Ask(long offset, int count)
    {
        NextOffset = offset;
        NextCount = Item.Size < 0 ? count : (int)Math.Min(count, Item.Size - offset);
    }

    /// <summary>Room for the window asked for. One that goes on where another ends joins it.</summary>
    internal Memory<byte> Room()
    {
        var at = windows.FindIndex(w => NextOffset >= w.Offset && NextOffset <= w.End);
        if (at < 0)
        {
            windows.Add(new Window(NextOffset, ArrayPool<byte>.Shared.Rent(NextCount), 0));
            return windows[^1].Bytes.AsMemory(0, NextCount);
        }

        var old = windows[at];
        var kept = (int)(NextOffset - old.Offset);
        var bytes = old.Bytes;
        if (bytes.Length < kept + NextCount)
        {
            bytes = ArrayPool<byte>.Shared.Rent(kept + NextCount);
            old.Bytes.AsSpan(0, kept).CopyTo(bytes);
            ArrayPool<byte>.Shared.Return(old.Bytes);
        }

        windows[at] = old with { Bytes = bytes, Count = kept };
        return bytes.AsMemory(kept, NextCount);
    }

    /// <summary>The room has been filled.</summary>
    internal void Filled()
    {
        var at = windows.FindIndex(w => NextOffset >= w.Offset && NextOffset <= w.End);
        windows[at] = windows[at] with { Count = (int)(NextOffset - windows[at].Offset) + NextCount };
    }

    /// <summary>The room of the first window holds so many bytes, of the object as it turned out to be.</summary>
    internal void Learned(ObjectInfo now, int count)
    {
        Item = now;
        NextCount = count;
    }

    /// <summary>A window that holds these bytes, as far as the object has them.</summary>
    internal bool TryShow(long offset, int count, out ReadOnlySpan<byte> bytes, out long windowOffset)
    {
        var end = Math.Min(offset + count, Item.Size);
        foreach (var window in windows)
        {
            if (offset < window.Offset || end > window.End || offset > window.End)
                continue;
            bytes = window.Bytes.AsSpan(0, window.Count);
            windowOffset = window.Offset;
            return true;
        }

        bytes = default;
        windowOffset = 0;
        return false;
    }

    /// <summary>Where the window ends that holds an offset or ends with it; the offset itself where there is none.</summary>
    internal long KnownUpTo(long offset) =>
        windows.Where(w => offset >= w.Offset && offset <= w.End).Select(w => w.End).DefaultIfEmpty(offset).Max();

    /// <summary>The object is another one by now: what was read of it is forgotten.</summary>
    internal void StartAgain(ObjectInfo now)
    {
        Release();
        Item = now;
        Reads = 0;
        Attempts = 0;
    }

    internal void Release()
    {
        foreach (var window in windows)
            ArrayPool<byte>.Shared.Return(window.Bytes);
        windows.Clear();
    }

    private readonly record struct Window(long Offset, byte[] Bytes, int Count)
    {
        internal long End => Offset + Count;
    }
}
