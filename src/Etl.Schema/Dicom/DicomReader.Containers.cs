using System.Runtime.CompilerServices;
namespace Etl.Schema.Dicom;

/// <content>The stack of open sequences and items, and what happens where an element crosses their ends.</content>
public sealed partial class DicomReader
{
    private const uint FirstGroupOfItems = 0x00040000;
    private const uint LastTagOfItems = 0xFFDFFFFF;
    private const int ViewsTried = 64;

    private readonly List<uint> tags = new(256);
    private readonly HashSet<long> disorderly = [];
    private Frame[] frames = new Frame[16];
    private int top;
    private int serial;

    /// <summary>The highest tag of the open data set or item: the mark by which order and duplicates are told.</summary>
    private uint highest;
    private bool truncated;

    private enum FrameKind : byte
    {
        Root,
        Sequence,
        Item,
    }

    private enum RootKind : byte
    {
        DataSet,
        Meta,
        Command,
    }

    private RootKind root;

    private void OpenRoot(RootKind kind, bool isExplicit, bool isBigEndian)
    {
        root = kind;
        top = 0;
        tags.Clear();
        disorderly.Clear();
        // A set that one hostile object blew up is not kept for all that follow.
        if (disorderly.Capacity > 4096)
            disorderly.TrimExcess();
        serial = 0;
        highest = 0;
        frames[0] = new Frame
        {
            Kind = FrameKind.Root,
            End = long.MaxValue,
            Limit = long.MaxValue,
            IsExplicit = isExplicit,
            IsBigEndian = isBigEndian,
            Dictionary = -1,
        };
        ChooseFastPath();
    }

    /// <summary>Opens a container; false where the stack is at its limit.</summary>
    private bool Push(in Frame frame)
    {
        if (top >= limits.MaxDepth)
            return false;
        frames[top].Highest = highest;
        if (++top == frames.Length)
            Array.Resize(ref frames, frames.Length * 2);
        frames[top] = frame;
        ref var opened = ref frames[top];
        ref var parent = ref frames[top - 1];
        opened.Limit = Math.Min(opened.End, parent.Limit);
        opened.IsSilent |= parent.IsSilent;
        opened.TagStart = tags.Count;
        opened.Serial = ++serial;
        opened.Depth = parent.Depth + (frame.Kind == FrameKind.Item ? 1 : 0);
        highest = 0;
        creator = 0;
        ChooseFastPath();
        return true;
    }

    /// <summary>Closes the innermost container and reports it.</summary>
    private DicomToken Pop()
    {
        ref var closed = ref frames[top];
        if (closed.IsClamped && !truncated)
            MarkTruncated();
        ReportOrphan(in closed);
        if (tags.Count > closed.TagStart)
            tags.RemoveRange(closed.TagStart, tags.Count - closed.TagStart);
        top--;
        highest = frames[top].Highest;
        creator = 0;
        ChooseFastPath();
        if (closed.IsSilent)
            return DicomToken.NeedMoreBytes;

        var isSequence = closed.Kind == FrameKind.Sequence;
        Tag = isSequence ? new Tag(closed.Tag) : Tag.Item;
        DictionaryIndex = isSequence ? closed.Dictionary : -1;
        Report(isSequence ? Vr.SQ : Vr.None, Vr.None, pos, pos, 0, 0, closed.IsBigEndian);
        return isSequence ? DicomToken.SequenceEnd : DicomToken.ItemEnd;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Report(Vr vr, Vr fileVr, long header, long value, long length, int windowed, bool isBigEndian)
    {
        Vr = vr;
        FileVr = fileVr;
        HeaderOffset = header;
        ValueOffset = value;
        ValueLength = length;
        WindowedLength = windowed;
        IsBigEndian = isBigEndian;
        Depth = frames[top].Depth;
        IsFileMeta = root == RootKind.Meta;
    }

    private void MarkTruncated()
    {
        truncated = true;
        Log(IssueCode.Truncated, pos, 0);
    }

    /// <summary>The end of an element or item of this container that claims to end at <paramref name="claim"/>, and how it came about.</summary>
    private Crossing Cross(long claim, uint tag)
    {
        var limit = Math.Min(frames[top].Limit, end);
        LookTo(claim);
        if (claim <= limit && Fits(claim))
            return new Crossing(claim, CrossingKind.Inside);
        if (Fits(claim) && IsGoodInAnyView(claim, tag))
            return new Crossing(claim, CrossingKind.Extends);
        // The end of an unknown length was learned by asking whether the claim fits.
        limit = Math.Min(frames[top].Limit, end);
        return new Crossing(Math.Min(limit, claim), limit == end ? CrossingKind.CutByObject : CrossingKind.CutByContainer);
    }

    private bool IsGoodInAnyView(long at, uint tag)
    {
        for (var i = top; i >= 0 && i >= top - ViewsTried; i--)
        {
            ref readonly var frame = ref frames[i];
            var previous = i == top ? Math.Max(highest, tag) : frame.Highest;
            if (Score(at, frame.IsExplicit, frame.IsBigEndian, previous, long.MaxValue) == Good)
                return true;
        }

        return Score(at, frames[0].IsExplicit, frames[0].IsBigEndian, frames[0].Highest, long.MaxValue) == Good;
    }

    /// <summary>Moves the end of every container that would end before.</summary>
    private void ExtendContainers(long to)
    {
        for (var i = top; i > 0 && frames[i].Limit < to; i--)
        {
            ref var frame = ref frames[i];
            frame.Limit = to;
            if (frame.End >= to)
                continue;
            frame.End = to;
            Log(frame.Kind == FrameKind.Item ? IssueCode.ItemLengthWrong : IssueCode.SqLengthWrong, pos, 0);
        }
    }

    /// <summary>Notes a tag of this data set or item; false for one that was there before: the first wins.</summary>
    private bool Admit(uint tag, long at)
    {
        ref var frame = ref frames[top];
        if (tag > highest || tags.Count == frame.TagStart)
        {
            highest = tag;
            tags.Add(tag);
            if (frame.IsDisorderly)
                disorderly.Add(Key(frame.Serial, tag));
            return true;
        }

        if (!frame.IsDisorderly)
        {
            frame.IsDisorderly = true;
            for (var i = frame.TagStart; i < tags.Count; i++)
                disorderly.Add(Key(frame.Serial, tags[i]));
            ChooseFastPath();
        }

        if (!disorderly.Add(Key(frame.Serial, tag)))
        {
            Log(IssueCode.DuplicateTag, at, tag);
            return false;
        }

        tags.Add(tag);
        Log(IssueCode.OutOfOrder, at, tag);
        return true;
    }

    private bool Holds(uint tag)
    {
        ref readonly var frame = ref frames[top];
        return frame.IsDisorderly
            ? disorderly.Contains(Key(frame.Serial, tag))
            : TagsFrom(frame.TagStart).BinarySearch(tag) >= 0;
    }

    private Span<uint> TagsFrom(int from) =>
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(tags)[from..];

    private static long Key(int serial, uint tag) => (long)serial << 32 | tag;

    private enum CrossingKind : byte
    {
        Inside,
        Extends,
        CutByContainer,
        CutByObject,
    }

    private readonly record struct Crossing(long End, CrossingKind Kind);

    private struct Frame
    {
        /// <summary>Where it ends by its length; <see cref="long.MaxValue"/> without one.</summary>
        public long End;

        /// <summary>Where it ends at the latest: the least end of it and of all around it.</summary>
        public long Limit;
        public long OrphanOffset;
        public uint Tag;
        public uint Highest;
        public uint Orphan;
        public int Dictionary;
        public int TagStart;
        public int Serial;
        public int Items;
        public int Depth;
        public FrameKind Kind;
        public bool IsExplicit;
        public bool IsBigEndian;

        /// <summary>Its length was never written: it ends where a tag cannot be its own.</summary>
        public bool IsLoose;

        /// <summary>A duplicate: walked for its length only.</summary>
        public bool IsSilent;
        public bool IsOfUn;
        public bool IsDisorderly;
        public bool IsClamped;

        public readonly bool IsUndefined => End == long.MaxValue && !IsLoose;
    }
}
