using Etl.Schema.Dicom;

namespace Etl.Schema.Columns;

/// <content>Elements that stand in the header before as they stand here (<see cref="PreviousHeader"/>).</content>
public sealed partial class InstanceParser
{
    /// <summary>The element of the previous header that comes next.</summary>
    private int place;

    /// <summary>The header is noted for later ones: noting takes time, so that a noted one serves as long as it serves well.</summary>
    private bool isKept;

    /// <summary>Tokens of the data set that were read, not repeated.</summary>
    private int readOnes;

    /// <summary>Where the current element of the data set begins.</summary>
    private long elementStart;
    private int headerLength;

    // What there was before it.
    private long issuesBefore;
    private int doubtfulBefore, hashesBefore, emptiesBefore, itemsBefore, readBefore;
    private long countBefore;

    private void BeginHeader()
    {
        place = 0;
        readOnes = 0;
        isKept = !batch.Previous.ServesWell;
        flattener.Header = null;
        if (!isKept)
            return;
        batch.Current.Clear();
        flattener.Header = batch.Current;
        BeginElement();
    }

    private void EndHeader(ReadOnlySpan<byte> start)
    {
        if (isInflated)
            return;
        if (!isKept)
            batch.Previous.Served(readOnes);
        else if (!reader.IsDataSetBigEndian)
            batch.KeepHeader(start, reader.IsExplicitVr);
    }

    /// <summary>Takes, where the reader is at an element of the data set, all elements from there on that the previous header has.</summary>
    private void Repeat(ReadOnlySpan<byte> window, long windowOffset)
    {
        var previous = batch.Previous;
        if (!previous.IsComplete)
            return;
        place = previous.Behind(reader.HighestTag, place);
        var to = previous.Repeated(place, reader, window, windowOffset, flattener.Charset);
        if (to == place)
            return;
        var start = previous.StartOf(place);
        var shift = reader.Position - start;
        var bytes = window.Slice((int)(reader.Position - windowOffset), previous.EndOf(to - 1) - start);
        var (elements, items) = previous.Counts(place, to);
        if (!reader.TrySkip(bytes.Length, previous.Tags(place, to), previous.Starts(place, to), shift, elements, items))
            return;
        flattener.Repeat(previous, place, to, bytes, ref hash);
        sinceLook += bytes.Length + CostOfToken * elements;
        if (isKept)
        {
            batch.Current.Add(previous, place, to, shift);
            BeginElement();
        }

        place = to;
    }

    /// <summary>Notes a token of the data set for the next header.</summary>
    private void Note(DicomToken token, in HashStep step)
    {
        if (token is DicomToken.Element or DicomToken.SequenceStart && reader.Depth == 0)
            (elementStart, headerLength, readBefore) = (reader.HeaderOffset, (int)(reader.ValueOffset - reader.HeaderOffset), reader.ElementsMet - 1);
        var isInDataSet = flattener.IsInDataSet;
        if (token != DicomToken.Element || !isInDataSet)
            batch.Current.Add(step);
        if (isInDataSet)
            NoteElement(token == DicomToken.SequenceEnd, step);
    }

    private void NoteElement(bool isSequence, in HashStep step)
    {
        var current = batch.Current;
        var isPlain = issues.Additions == issuesBefore && reader.DoubtfulElements == doubtfulBefore && reader.IsAtPlainElement && reader.ReachOfEnd <= reader.End;
        var element = isPlain ? flattener.Known(reader.Tag, isSequence, reader.WindowedLength == reader.ValueLength, emptiesBefore) : default;
        element.Hash = step;
        element.HeaderLength = headerLength;
        element.Length = (int)Math.Min(int.MaxValue, reader.Position - elementStart);
        if (current.Hashes == hashesBefore && current.Empties == emptiesBefore && reader.ReachOfBytes == 0 && reader.ReachOfEnd == 0)
        {
            current.Add(reader.Tag.Value, elementStart, element);
        }
        else
        {
            current.Add(reader.Tag.Value, elementStart, element, new KnownContent
            {
                FirstHash = hashesBefore,
                Hashes = current.Hashes - hashesBefore,
                FirstEmpty = emptiesBefore,
                Empties = current.Empties - emptiesBefore,
                Elements = (int)(flattener.ElementCount - countBefore),
                ElementsRead = reader.ElementsMet - readBefore,
                Items = reader.ItemsMet - itemsBefore,
                ReachOfBytes = reader.ReachOfBytes - elementStart,
                ReachOfEnd = reader.ReachOfEnd - elementStart,
            });
        }

        if (reader.Tag == Tag.SpecificCharacterSet)
            current.SetCharset(flattener.Charset);
        BeginElement();
    }

    private void BeginElement()
    {
        issuesBefore = issues.Additions;
        doubtfulBefore = reader.DoubtfulElements;
        hashesBefore = batch.Current.Hashes;
        emptiesBefore = batch.Current.Empties;
        itemsBefore = reader.ItemsMet;
        countBefore = flattener.ElementCount;
        reader.StartReach();
        flattener.BeginKnown();
    }
}
