using Etl.Schema.Dicom;
using Etl.Schema.Dicom.CharacterSets;

namespace Etl.Schema.Columns;

/// <summary>
/// The header of a row: its bytes, and what became of each element of the data set, sequences as a whole. Headers of a series repeat most of the
/// one before; what is repeated to the byte, in the same encoding and character set, becomes the same, and is not read again. An element is known
/// where all that the row has of it is a cell, empty attributes and a count of private elements; one with any remark is not.
/// </summary>
internal sealed partial class PreviousHeader
{
    private byte[] bytes = [];
    private uint[] tags = [];
    private int[] starts = [];
    private KnownElement[] elements = [];
    private KnownContent[] contents = [];
    private HashStep[] hashes = [];
    private AttributePath[] empties = [];
    private int count;
    private int contentCount;
    private int hashCount;
    private int emptyCount;
    private int length;
    private bool isTooLarge;
    private bool isExplicit;
    private CharacterSet? charset;
    private int charsetFrom;
    private int leastRead;

    /// <summary>The row is complete, and its header can be asked for.</summary>
    internal bool IsComplete { get; private set; }

    /// <summary>Headers behind it repeat much of it, as far as is known.</summary>
    internal bool ServesWell { get; private set; }

    /// <summary>Takes how many tokens of a header had to be read in spite of it. Many more than of others: it is of another series.</summary>
    internal void Served(int read)
    {
        leastRead = Math.Min(leastRead, read);
        ServesWell = read <= leastRead + leastRead / 2 + 8;
    }

    internal void Clear()
    {
        count = contentCount = hashCount = emptyCount = charsetFrom = 0;
        leastRead = int.MaxValue / 2;
        isTooLarge = IsComplete = ServesWell = false;
        charset = null;
    }

    /// <summary>How many tokens of sequences there are so far.</summary>
    internal int Hashes => hashCount;

    /// <summary>How many empty attributes.</summary>
    internal int Empties => emptyCount;

    /// <summary>The first element from one on that may stand behind a tag.</summary>
    internal int Behind(uint tag, int from)
    {
        while (from < count && tags[from] <= tag)
            from++;
        return from;
    }

    /// <summary>Which elements from <paramref name="from"/> on stand where the reader is.</summary>
    /// <param name="from">An element whose tag is higher than the last one read.</param>
    /// <param name="reader">Before an element of the data set.</param>
    /// <param name="window">Bytes of the object.</param>
    /// <param name="windowOffset">Where they are in it.</param>
    /// <param name="around">The character set of the data set.</param>
    /// <returns>The element behind the last of them.</returns>
    internal int Repeated(int from, DicomReader reader, ReadOnlySpan<byte> window, long windowOffset, CharacterSet? around)
    {
        var here = reader.Position - windowOffset;
        if (from >= count || from < charsetFrom || around != charset || reader.IsExplicitVr != isExplicit || here < 0 || here > window.Length)
            return from;
        var start = starts[from];
        var shift = reader.Position - start;
        var matched = start + window[(int)here..].CommonPrefixLength(bytes.AsSpan(start, length - start));
        var end = start;
        var to = from;
        for (; to < count && starts[to] == end && IsRepeated(to, matched, reader.End - shift); to++)
            end = EndOf(to);
        // Whether a plain element ends well is told by the header behind it.
        if (to > from && !reader.IsGoodBehind(window, windowOffset, end + shift, tags[to - 1]))
            to--;
        return to;
    }

    internal ReadOnlySpan<uint> Tags(int from, int to) => tags.AsSpan(from, to - from);

    internal ReadOnlySpan<int> Starts(int from, int to) => starts.AsSpan(from, to - from);

    internal ReadOnlySpan<KnownElement> Elements(int from, int to) => elements.AsSpan(from, to - from);

    internal ref readonly KnownContent ContentOf(in KnownElement element) => ref contents[element.Content];

    internal ReadOnlySpan<HashStep> HashesOf(in KnownContent content) => hashes.AsSpan(content.FirstHash, content.Hashes);

    internal ReadOnlySpan<AttributePath> EmptiesOf(in KnownContent content) => empties.AsSpan(content.FirstEmpty, content.Empties);

    internal int StartOf(int element) => starts[element];

    internal int EndOf(int element) => starts[element] + elements[element].Length;

    /// <summary>Elements, as the reader counts them, and items of all levels in some elements.</summary>
    internal (int Elements, int Items) Counts(int from, int to)
    {
        var (all, items) = (to - from, 0);
        for (var i = ContentFrom(from); i < contentCount && contents[i].Element < to; i++)
        {
            all += contents[i].ElementsRead - 1;
            items += contents[i].Items;
        }

        return (all, items);
    }

    private bool IsRepeated(int element, int matched, long end)
    {
        ref readonly var known = ref elements[element];
        if (known.Kind == KnownKind.Unknown || EndOf(element) > matched)
            return false;
        if (known.Content < 0)
            return true;
        ref readonly var content = ref contents[known.Content];
        return starts[element] + content.ReachOfBytes <= matched && starts[element] + content.ReachOfEnd <= end;
    }

    private int ContentFrom(int element)
    {
        var (low, high) = (0, contentCount);
        while (low < high)
        {
            var middle = low + high >> 1;
            if (contents[middle].Element < element)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
