using Etl.Schema.Dicom.CharacterSets;

namespace Etl.Schema.Columns;

/// <content>How a header is noted while it is read.</content>
internal sealed partial class PreviousHeader
{
    private const int MostBytes = 64 << 10;
    private const int MostElements = 2048;
    private const int MostInside = 16 << 10;

    /// <summary>Takes a token of a sequence.</summary>
    internal void Add(in HashStep step)
    {
        if (Reserve(ref hashes, hashCount, 1, MostInside))
            hashes[hashCount++] = step;
    }

    /// <summary>Takes an attribute that is empty, at whatever depth.</summary>
    internal void AddEmpty(AttributePath path)
    {
        if (Reserve(ref empties, emptyCount, 1, MostInside))
            empties[emptyCount++] = path;
    }

    /// <summary>Takes back an attribute whose element itself says so.</summary>
    /// <returns>False where it is not the only one from <paramref name="first"/> on.</returns>
    internal bool TryDropEmpty(int first, AttributePath path)
    {
        if (emptyCount != first + 1 || empties[first] != path)
            return false;
        emptyCount = first;
        return true;
    }

    /// <summary>Takes an element of the data set.</summary>
    /// <param name="tag">Its tag.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="element">What became of it.</param>
    internal void Add(uint tag, long start, in KnownElement element)
    {
        isTooLarge |= start + element.Length > MostBytes;
        if (!ReserveElements(1))
            return;
        tags[count] = tag;
        starts[count] = (int)start;
        elements[count] = element;
        elements[count].Content = -1;
        count++;
    }

    /// <summary>The same, with what is in it.</summary>
    internal void Add(uint tag, long start, in KnownElement element, in KnownContent content)
    {
        Add(tag, start, element);
        if (isTooLarge || !Reserve(ref contents, contentCount, 1, MostElements))
            return;
        elements[count - 1].Content = contentCount;
        contents[contentCount] = content;
        contents[contentCount++].Element = count - 1;
    }

    /// <summary>Takes the elements of another header from <paramref name="from"/> up to <paramref name="to"/>, which begin this much farther behind here.</summary>
    internal void Add(PreviousHeader other, int from, int to, long shift)
    {
        isTooLarge |= other.EndOf(to - 1) + shift > MostBytes;
        if (!ReserveElements(to - from))
            return;
        other.tags.AsSpan(from, to - from).CopyTo(tags.AsSpan(count));
        other.elements.AsSpan(from, to - from).CopyTo(elements.AsSpan(count));
        var target = starts.AsSpan(count, to - from);
        other.starts.AsSpan(from, to - from).CopyTo(target);
        if (shift != 0)
        {
            foreach (ref var start in target)
                start += (int)shift;
        }

        for (var i = other.ContentFrom(from); i < other.contentCount && other.contents[i].Element < to; i++)
            AddContent(other, other.contents[i], count - from);
        count += to - from;
    }

    /// <summary>Elements from here on are in this character set.</summary>
    internal void SetCharset(CharacterSet? value)
    {
        charset = value;
        charsetFrom = count;
    }

    /// <param name="window">The object from its first byte on.</param>
    /// <param name="isExplicitVr">The encoding of its data set.</param>
    /// <returns>False where it is too large, or not in the window.</returns>
    internal bool TryComplete(ReadOnlySpan<byte> window, bool isExplicitVr)
    {
        length = count == 0 || isTooLarge ? 0 : EndOf(count - 1);
        if (isTooLarge || length > window.Length)
            return false;
        if (bytes.Length < length)
            bytes = new byte[Math.Max(length, 8 << 10)];
        window[..length].CopyTo(bytes);
        isExplicit = isExplicitVr;
        return IsComplete = ServesWell = true;
    }

    private void AddContent(PreviousHeader other, KnownContent content, int places)
    {
        if (!Reserve(ref contents, contentCount, 1, MostElements) || !Reserve(ref hashes, hashCount, content.Hashes, MostInside)
            || !Reserve(ref empties, emptyCount, content.Empties, MostInside))
        {
            return;
        }

        other.HashesOf(content).CopyTo(hashes.AsSpan(hashCount));
        other.EmptiesOf(content).CopyTo(empties.AsSpan(emptyCount));
        content.Element += places;
        (content.FirstHash, content.FirstEmpty) = (hashCount, emptyCount);
        hashCount += content.Hashes;
        emptyCount += content.Empties;
        elements[content.Element].Content = contentCount;
        contents[contentCount++] = content;
    }

    private bool ReserveElements(int added) =>
        Reserve(ref tags, count, added, MostElements) && Reserve(ref starts, count, added, MostElements) && Reserve(ref elements, count, added, MostElements);

    private bool Reserve<T>(ref T[] array, int used, int added, int most)
    {
        isTooLarge |= used + added > most;
        if (!isTooLarge && used + added > array.Length)
            Array.Resize(ref array, Math.Min(most, Math.Max(64, Math.Max(used + added, array.Length * 2))));
        return !isTooLarge;
    }
}
