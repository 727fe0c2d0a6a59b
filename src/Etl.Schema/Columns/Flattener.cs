using System.Runtime.CompilerServices;
using Etl.Schema.Dicom;

namespace Etl.Schema.Columns;

/// <summary>
/// Turns the tokens of one instance into a row. One code path serves the data set and every item of every sequence; what has no
/// column (binary, private, unknown, beyond the budget) goes to the row's bookkeeping lists, so that nothing is lost silently.
/// </summary>
public sealed partial class Flattener
{
    private readonly ColumnBudget budget;
    private readonly IssueLog issues;
    private InstanceBatch batch = null!;
    private ItemFrame[] items = new ItemFrame[16];
    private SequenceFrame[] sequences = new SequenceFrame[16];
    private int depth;
    private int sequenceDepth;
    private bool isRecalled;

    public Flattener(ColumnBudget budget, IssueLog issues)
    {
        this.budget = budget;
        this.issues = issues;
        creators = new Dictionary<ulong, long>(new CreatorText(this));
        byCreator = (x, y) => batch.Heap[x.Creator].SequenceCompareTo(batch.Heap[y.Creator]);
    }

    /// <summary>The data set's Modality once it was met: the batch that its row belongs to.</summary>
    public string? Modality { get; private set; }

    /// <summary>Modality was met and is not the batch's: the row must be abandoned and begun again in the right batch.</summary>
    public bool IsInWrongBatch { get; private set; }

    /// <summary>Data elements met, at all levels.</summary>
    public long ElementCount { get; private set; }

    /// <summary>The column of the current element where its bytes are those that the column remembers.</summary>
    internal ColumnBuilder? Recalled => isRecalled ? items[depth - 1].Last : null;

    /// <summary>Memory of the current row that is not in the batch.</summary>
    internal long ScratchBytes => arenaUsed + pendingCount * 64L + (blockCount + privateCount) * 40L + creators.Count * 96L;

    public void BeginRow(InstanceBatch target)
    {
        batch = target;
        depth = sequenceDepth = 0;
        pendingCount = arenaUsed = blockCount = privateCount = 0;
        creators.Clear();
        blockIndex.Clear();
        withoutCreator = 0;
        Modality = null;
        IsInWrongBatch = false;
        ElementCount = 0;
        OpenItem(target.Root, target.Root.Path, target.BeginRow(), Destination.Columns);
    }

    public void AbandonRow() => batch.AbandonRow();

    /// <summary>Takes the reader's current token.</summary>
    /// <returns>False when the row is in the wrong batch.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Accept(DicomToken token, DicomReader reader, ReadOnlySpan<byte> window, long windowOffset)
    {
        switch (token)
        {
            case DicomToken.Element:
                ElementCount++;
                var start = reader.WindowedLength == 0 ? 0 : (int)(reader.ValueOffset - windowOffset);
                OnElement(reader, window.Slice(start, reader.WindowedLength));
                return !IsInWrongBatch;
            case DicomToken.SequenceStart:
                ElementCount++;
                OnSequenceStart(reader);
                break;
            case DicomToken.ItemStart:
                OnItemStart();
                break;
            case DicomToken.ItemEnd:
                CloseItem();
                break;
            case DicomToken.SequenceEnd:
                OnSequenceEnd();
                break;
        }

        return true;
    }

    /// <summary>Completes the row. The reader is at its end.</summary>
    /// <returns>False when the row is in the wrong batch: the instance has no Modality at all.</returns>
    public bool EndRow(in InstanceSource source, long headerBytes, UInt128 headerHash, StopReason stopReason)
    {
        if (Modality != batch.Modality)
        {
            IsInWrongBatch = true;
            return false;
        }

        CloseItem();
        WritePrivateTags();
        WriteIssues();
        batch.CommitRow(source, headerBytes, headerHash, stopReason);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ColumnBuilder? ColumnOf(ref ItemFrame item, DicomReader reader)
    {
        var last = item.Last;
        var column = last?.Next;
        if (column is null || column.Tag.Value != reader.Tag.Value)
        {
            column = item.Struct!.Find(reader.Tag) ?? CreateColumn(ref item, reader);
            if (column is null)
                return null;
            if (last is not null)
                last.Next = column;
        }

        item.Last = column;
        return column;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ColumnBuilder? CreateColumn(ref ItemFrame item, DicomReader reader)
    {
        var column = item.Struct!.Create(reader.Tag, reader.DictionaryIndex, budget, batch.Stamp, out var isOverBudget);
        if (isOverBudget)
        {
            var path = item.Path.Child(reader.Tag);
            var code = path.Depth > budget.MaxDepth ? IssueCode.LimitColumnDepth : IssueCode.LimitColumns;
            issues.Add(code, reader.HeaderOffset, path.Text);
        }

        return column;
    }

    private void OnSequenceStart(DicomReader reader)
    {
        ref var item = ref items[depth - 1];
        if (sequenceDepth == sequences.Length)
            Array.Resize(ref sequences, sequences.Length * 2);
        ref var sequence = ref sequences[sequenceDepth++];
        sequence = new SequenceFrame { Path = item.Path, Destination = item.Destination };
        if (reader.Tag.IsPrivate)
        {
            if (item.Destination != Destination.Private)
                CountPrivate(ref item, reader.Tag);
            sequence.Destination = Destination.Private;
            if (batch.PrivateValues is not null)
                sequence.Path = item.Path.Child(reader.Tag);
            return;
        }

        sequence.Path = item.Path.Child(reader.Tag);
        if (item.Destination != Destination.Columns)
            return;
        var column = ColumnOf(ref item, reader);
        if (column is { Kind: ColumnKind.Sequence })
        {
            sequence.Column = column;
            sequence.FirstItem = column.Items!.RowCount;
            return;
        }

        sequence.Destination = Destination.Other;
        if (column is not null)
            AddMismatch(column.Path, column.Vr, Vr.SQ);
    }

    private void OnItemStart()
    {
        ref var sequence = ref sequences[sequenceDepth - 1];
        sequence.ItemCount++;
        if (sequence.Column is { } column)
            OpenItem(column.Items, column.Path, column.Items!.AddRow(), Destination.Columns);
        else
            OpenItem(null, sequence.Path, 0, sequence.Destination);
    }

    private void OnSequenceEnd()
    {
        var sequence = sequences[--sequenceDepth];
        if (sequence.ItemCount == 0)
        {
            if (sequence.Destination != Destination.Private)
                AddEmpty(sequence.Path);
            items[depth - 1].HasForeign |= sequence.Destination == Destination.Other;
            return;
        }

        ref var item = ref items[depth - 1];
        if (sequence.Column is not { } column)
        {
            if (sequence.Destination == Destination.Other && !sequence.HasForeign)
                AddBareSequence(sequence.Path);
            item.HasForeign |= sequence.Destination == Destination.Other;
            return;
        }

        column.Append(item.Row, (ulong)sequence.FirstItem << 32 | (uint)sequence.ItemCount);
        item.HasValues = true;
    }

    private void OpenItem(StructBuilder? rows, AttributePath path, int row, Destination destination)
    {
        if (depth == items.Length)
            Array.Resize(ref items, items.Length * 2);
        ref readonly var outer = ref items[Math.Max(0, depth - 1)];
        var charset = depth == 0 ? null : outer.Charset ?? outer.CharsetAround;
        var pixelRepresentation = depth == 0 ? (sbyte)-1 : outer.PixelRepresentation >= 0 ? outer.PixelRepresentation : outer.PixelRepresentationAround;
        items[depth++] = new ItemFrame
        {
            CharsetAround = charset,
            PixelRepresentationAround = pixelRepresentation,
            Struct = rows,
            Path = path,
            Row = row,
            Destination = destination,
            PixelRepresentation = -1,
            PendingStart = pendingCount,
            BlockStart = blockCount,
            PrivateStart = privateCount,
        };
    }

    private void CloseItem()
    {
        ref var item = ref items[depth - 1];
        if (pendingCount > item.PendingStart)
            ResolvePending(ref item);
        if (blockCount > item.BlockStart)
            ClosePrivateBlocks(ref item);
        if (!item.HasValues && depth > 1 && item.Struct is { } rows)
            rows.MarkBareItem(item.Row, sequences[sequenceDepth - 1].ItemCount, batch.Stamp);
        if (item.HasForeign && depth > 1)
            sequences[sequenceDepth - 1].HasForeign = true;
        depth--;
    }
}
