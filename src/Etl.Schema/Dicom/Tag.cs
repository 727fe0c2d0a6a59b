namespace Etl.Schema.Dicom;

/// <summary>A data element tag (PS3.5 7.1): group in the high 16 bits, element in the low 16.</summary>
public readonly record struct Tag(uint Value) : IComparable<Tag>
{
    public static readonly Tag TransferSyntaxUid = new(0x00020010);
    public static readonly Tag SpecificCharacterSet = new(0x00080005);
    public static readonly Tag SopClassUid = new(0x00080016);
    public static readonly Tag SopInstanceUid = new(0x00080018);
    public static readonly Tag Modality = new(0x00080060);
    public static readonly Tag PixelRepresentation = new(0x00280103);
    public static readonly Tag Item = new(0xFFFEE000);
    public static readonly Tag ItemDelimitation = new(0xFFFEE00D);
    public static readonly Tag SequenceDelimitation = new(0xFFFEE0DD);

    public Tag(ushort group, ushort element) : this((uint)group << 16 | element) { }

    public ushort Group => (ushort)(Value >> 16);

    public ushort Element => (ushort)Value;

    /// <summary>Odd groups hold private data elements (PS3.5 7.8).</summary>
    public bool IsPrivate => (Value & 0x10000) != 0;

    /// <summary>(gggg,0010–00FF) of an odd group: reserves a block for a creator (PS3.5 7.8.1).</summary>
    public bool IsPrivateCreator => IsPrivate && Element is >= 0x10 and <= 0xFF;

    /// <summary>(gggg,0000), retired outside groups 0000 and 0002 (PS3.5 7.2).</summary>
    public bool IsGroupLength => Element == 0;

    public int CompareTo(Tag other) => Value.CompareTo(other.Value);

    /// <summary>Eight upper-case hexadecimal digits, <c>GGGGEEEE</c>.</summary>
    public override string ToString() => Value.ToString("X8");

    public static bool operator <(Tag left, Tag right) => left.Value < right.Value;

    public static bool operator >(Tag left, Tag right) => left.Value > right.Value;

    public static bool operator <=(Tag left, Tag right) => left.Value <= right.Value;

    public static bool operator >=(Tag left, Tag right) => left.Value >= right.Value;
}
