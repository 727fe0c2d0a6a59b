using Etl.Schema.Dicom.CharacterSets;

namespace Etl.Schema.Columns;

/// <summary>Where the elements of an item go.</summary>
internal enum Destination : byte
{
    /// <summary>Typed columns.</summary>
    Columns,

    /// <summary><c>OtherElements</c>: below a sequence that has no column.</summary>
    Other,

    /// <summary><c>PrivateElements</c> or nowhere: below a private sequence, which is counted as one element.</summary>
    Private,
}

/// <summary>An open item; the data set itself is the outermost one.</summary>
internal struct ItemFrame
{
    public StructBuilder? Struct;
    public AttributePath Path;
    public ColumnBuilder? Last;
    public CharacterSet? Charset;

    /// <summary>Of the items around, as it was when this one began.</summary>
    public CharacterSet? CharsetAround;
    public int Row;
    public int PendingStart;
    public int BlockStart;
    public int PrivateStart;
    public sbyte PixelRepresentation;
    public sbyte PixelRepresentationAround;
    public Destination Destination;
    public bool HasValues;

    /// <summary>An element of the item, or of one below it, is in a bookkeeping list for want of a column.</summary>
    public bool HasForeign;
}

/// <summary>An open sequence.</summary>
internal struct SequenceFrame
{
    public ColumnBuilder? Column;
    public AttributePath Path;
    public int FirstItem;
    public int ItemCount;
    public Destination Destination;
    public bool HasForeign;
}

/// <summary>A value that can be read only when its item is complete: its character set or PixelRepresentation may come late.</summary>
internal struct PendingValue
{
    public ColumnBuilder Column;
    public int Row;
    public int Slot;
    public int Start;
    public int Length;
    public long FullLength;
    public long Offset;
    public Dicom.Vr Vr;
    public bool IsBigEndian;
}

/// <summary>A block of private elements in an item (PS3.5 7.8.1).</summary>
internal struct PrivateBlock
{
    /// <summary>Group in the high, block number (the creator's element) in the low 16 bits.</summary>
    public uint Key;

    /// <summary>The creator's cell in the heap, or <see cref="ulong.MaxValue"/> where none was met.</summary>
    public ulong Creator;
    public int Count;
}
