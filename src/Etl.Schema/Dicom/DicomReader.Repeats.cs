namespace Etl.Schema.Dicom;

/// <content>
/// What it takes to go over bytes that were read before, in an object that holds the same ones: how far the reader looked for what it made of them,
/// and the step over them. Only what was looked at decides, so that the same bytes, up to there, are read as the same elements.
/// </content>
public sealed partial class DicomReader
{
    /// <summary>Next to be read is an element of the data set itself, in little endian, where nothing but the bytes from there on decides how.</summary>
    internal bool IsAtPlainElement =>
        top == 0 && fast != FastPath.None && root == RootKind.DataSet && phase == Phase.Reading && pixelOffset < 0 && !truncated;

    /// <summary>Where the next token begins.</summary>
    internal long Position => pos;

    /// <summary>Bytes of the object, as far as known.</summary>
    internal long End => end;

    /// <summary>The highest tag of the open data set or item.</summary>
    internal uint HighestTag => highest;

    internal int ElementsMet => elements;

    internal int ItemsMet => items;

    /// <summary>Elements that nothing good followed.</summary>
    internal int DoubtfulElements => overflowSearches;

    /// <summary>
    /// Behind the last byte that the careful way looked at since <see cref="StartReach"/>; 0 where all was read the short way, which looks
    /// no farther than the header of the next element.
    /// </summary>
    internal long ReachOfBytes { get; private set; }

    /// <summary>The last place of which it was asked whether the object goes that far; 0 as above.</summary>
    internal long ReachOfEnd { get; private set; }

    internal void StartReach() => ReachOfBytes = ReachOfEnd = 0;

    /// <summary>The short way would end an element here.</summary>
    /// <param name="window">Bytes of the object.</param>
    /// <param name="offset">Of the window.</param>
    /// <param name="at">Where the element ends.</param>
    /// <param name="tag">Its tag.</param>
    internal bool IsGoodBehind(ReadOnlySpan<byte> window, long offset, long at, uint tag)
    {
        var limit = end - offset;
        if (at == end)
            return true;
        return fast == FastPath.Explicit
            ? IsGoodExplicit(window, at - offset, limit, KnownEnd(window, offset))
            : IsGoodImplicit(window, offset, at - offset, limit, tag);
    }

    /// <summary>Goes over elements of the data set as if they had been read.</summary>
    /// <param name="length">Their bytes.</param>
    /// <param name="tags">Of those of the data set itself, ascending from <see cref="HighestTag"/> on.</param>
    /// <param name="starts">Where each of them began in the object that they were read in.</param>
    /// <param name="shift">How far they begin behind that here.</param>
    /// <param name="elements">How many they are at all levels.</param>
    /// <param name="items">Items in them.</param>
    /// <returns>False where that would go beyond a limit: nothing was done.</returns>
    internal bool TrySkip(int length, ReadOnlySpan<uint> tags, ReadOnlySpan<int> starts, long shift, int elements, int items)
    {
        if (this.elements + elements > limits.MaxElements || this.items + items > MostItems || pos + length > limits.MaxHeaderBytes)
            return false;
        this.elements += elements;
        this.items += items;
        var first = this.tags.Count;
        System.Runtime.InteropServices.CollectionsMarshal.SetCount(this.tags, first + tags.Length);
        tags.CopyTo(TagsFrom(first));
        for (var i = 0; i < tags.Length; i++)
        {
            if ((tags[i] & 0x10000) != 0)
                NotePrivate(tags[i], starts[i] + shift);
        }

        highest = tags[^1];
        HeaderOffset = starts[^1] + shift;
        pos += length;
        return true;
    }

    private void LookTo(long offset) => ReachOfEnd = Math.Max(ReachOfEnd, offset);
}
