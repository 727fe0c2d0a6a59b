using Etl.Schema.Dicom;
using Etl.Schema.Dicom.CharacterSets;

namespace Etl.Schema.Columns;

/// <summary>What elements of the data set become, noted for the next header (<see cref="PreviousHeader"/>), and done once more.</summary>
public sealed partial class Flattener
{
    /// <summary>The current header as it is noted, if it is.</summary>
    internal PreviousHeader? Header { get; set; }

    /// <summary>The current element of the data set left more in the row than is known again by its bytes.</summary>
    private bool isBeyondKnown;

    /// <summary>No sequence is open.</summary>
    internal bool IsInDataSet => sequenceDepth == 0;

    /// <summary>Of the data set, so far.</summary>
    internal CharacterSet? Charset => items[0].Charset;

    /// <summary>That of the current element of the data set.</summary>
    private ColumnRole roleMet;

    /// <summary>Begins an element of the data set.</summary>
    internal void BeginKnown()
    {
        isBeyondKnown = false;
        roleMet = ColumnRole.None;
    }

    /// <summary>What the element of the data set that has just ended became, a sequence with all that is in it.</summary>
    /// <param name="tag">Its tag.</param>
    /// <param name="isSequence">It is a sequence.</param>
    /// <param name="isWhole">All bytes of its value were read.</param>
    /// <param name="firstEmpty">Empty attributes before it.</param>
    internal KnownElement Known(Tag tag, bool isSequence, bool isWhole, int firstEmpty)
    {
        // What is in another character set is read anew.
        if (isBeyondKnown || roleMet == ColumnRole.SpecificCharacterSet)
            return default;
        if (tag.IsPrivate)
            return new KnownElement { Kind = isSequence || !tag.IsPrivateCreator ? KnownKind.Private : isWhole ? KnownKind.PrivateCreator : KnownKind.Unknown };
        if (items[0].Last is not { } column || column.Tag != tag)
            return new KnownElement { Kind = KnownKind.NoMore };
        if (column.EndsAt(items[0].Row))
            return new KnownElement { Column = column, Cell = column.LastCell, Kind = roleMet == ColumnRole.None ? KnownKind.Cell : KnownKind.Role };
        if (roleMet != ColumnRole.None)
            return default;
        var isEmpty = Header!.TryDropEmpty(firstEmpty, column.Path);
        return new KnownElement { Column = column, Kind = isEmpty ? KnownKind.Empty : KnownKind.NoMore };
    }

    /// <summary>Takes elements of the data set that stood in another header of the batch.</summary>
    /// <param name="header">That header.</param>
    /// <param name="from">The first of them.</param>
    /// <param name="to">The one behind the last.</param>
    /// <param name="bytes">Theirs.</param>
    /// <param name="hash">Of this header.</param>
    internal void Repeat(PreviousHeader header, int from, int to, ReadOnlySpan<byte> bytes, ref HeaderHash hash)
    {
        ref var item = ref items[0];
        var row = item.Row;
        var last = item.Last;
        var sum = hash;
        var elements = header.Elements(from, to);
        for (var i = 0; i < elements.Length; i++)
        {
            ref readonly var element = ref elements[i];
            if (element.Content < 0)
                sum.Add(element.Hash);
            else
                RepeatContent(header, element, ref sum);
            if (element.Column is { } column)
                last = column;
            if (element.Kind == KnownKind.Cell)
            {
                last!.Append(row, element.Cell);
            }
            else if (element.Kind != KnownKind.NoMore)
            {
                RepeatOther(ref item, element, header.Tags(from, to)[i], bytes[(header.StartOf(from + i) - header.StartOf(from))..]);
            }
        }

        hash = sum;
        item.Last = last;
        item.HasValues = true;
        ElementCount += elements.Length;
    }

    private void RepeatOther(ref ItemFrame item, in KnownElement element, uint tag, ReadOnlySpan<byte> bytes)
    {
        if (element.Kind == KnownKind.Role)
            RepeatRole(ref item, element, bytes[element.HeaderLength..element.Length]);
        else if (element.Kind == KnownKind.Empty)
            batch.AddEmpty(element.Column!.Path);
        else if (element.Kind == KnownKind.PrivateCreator)
            SetCreator(ref item, new Tag(tag), bytes[element.HeaderLength..element.Length]);
        else
            CountPrivate(ref item, new Tag(tag));
    }

    private void RepeatRole(ref ItemFrame item, in KnownElement element, ReadOnlySpan<byte> value)
    {
        element.Column!.Append(item.Row, element.Cell);
        if (element.Column.Role == ColumnRole.PixelRepresentation)
            item.PixelRepresentation = (sbyte)(value[0] & 1);
        else
            Modality = batch.Modality;
    }

    private void RepeatContent(PreviousHeader header, in KnownElement element, ref HeaderHash hash)
    {
        ref readonly var content = ref header.ContentOf(element);
        if (content.Hashes == 0)
            hash.Add(element.Hash);
        foreach (ref readonly var step in header.HashesOf(content))
            hash.Add(step);
        foreach (var path in header.EmptiesOf(content))
            batch.AddEmpty(path);
        ElementCount += content.Elements - 1;
    }

    private void AddEmpty(AttributePath path)
    {
        Header?.AddEmpty(path);
        batch.AddEmpty(path);
    }
}
