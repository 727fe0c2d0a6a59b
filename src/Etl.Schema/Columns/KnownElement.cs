using Etl.Schema.Dicom;

namespace Etl.Schema.Columns;

/// <summary>What became of an element of the data set (<see cref="PreviousHeader"/>).</summary>
internal enum KnownKind : byte
{
    /// <summary>More than can be done again without reading it.</summary>
    Unknown,

    /// <summary>A cell.</summary>
    Cell,

    /// <summary>A cell, and what the flattener must know of the attribute.</summary>
    Role,

    /// <summary>No value: an entry in the list of what is empty.</summary>
    Empty,

    /// <summary>Nothing but what is in it (<see cref="KnownContent"/>).</summary>
    NoMore,
    PrivateCreator,

    /// <summary>A private element, or a sequence of them: it is counted.</summary>
    Private,
}

/// <summary>An element of the data set, or a sequence with all that is in it.</summary>
internal struct KnownElement
{
    /// <summary>That of the attribute, if it has one.</summary>
    public ColumnBuilder? Column;
    public ulong Cell;

    /// <summary>Of an element that is no sequence.</summary>
    public HashStep Hash;

    /// <summary>Bytes from its tag to its end.</summary>
    public int Length;

    /// <summary>Bytes of them before the value.</summary>
    public int HeaderLength;

    /// <summary>Its <see cref="KnownContent"/>, or -1: a plain element that was read the short way.</summary>
    public int Content;
    public KnownKind Kind;
}

/// <summary>What a sequence holds, and what it took to read an element that was not plain.</summary>
internal struct KnownContent
{
    /// <summary>Whose content it is.</summary>
    public int Element;
    public int FirstHash;
    public int Hashes;
    public int FirstEmpty;
    public int Empties;

    /// <summary>Elements at all levels, as the flattener counts them.</summary>
    public int Elements;

    /// <summary>As the reader does.</summary>
    public int ElementsRead;
    public int Items;

    /// <summary>How far the reader looked, from the element's first byte on (<see cref="DicomReader.ReachOfBytes"/>).</summary>
    public long ReachOfBytes;

    /// <inheritdoc cref="DicomReader.ReachOfEnd"/>
    public long ReachOfEnd;
}
