using Etl.Schema.Dicom;
using Etl.Schema.Dicom.CharacterSets;

namespace Etl.Worker.Cli;

/// <summary>What a data set or item says about its own elements; an item inherits what it does not say itself.</summary>
internal sealed class HeaderScope
{
    private readonly Dictionary<uint, string> creators = [];

    public HeaderScope(HeaderScope? outer)
    {
        CharacterSet = outer?.CharacterSet ?? CharacterSet.Default;
        IsSigned = outer?.IsSigned ?? false;
    }

    /// <summary>Specific Character Set (PS3.5 6.1.2.3).</summary>
    public CharacterSet CharacterSet { get; private set; }

    /// <summary>Pixel Representation is 1: what is US or SS is SS.</summary>
    public bool IsSigned { get; private set; }

    /// <summary>Items met so far in the sequence that is open in this data set.</summary>
    public int Items { get; set; }

    /// <summary>The creator that has reserved the block of a private element (PS3.5 7.8.1), or null.</summary>
    public string? Creator(Tag tag) => creators.GetValueOrDefault(Block(tag.Group, (uint)tag.Element >> 8));

    /// <summary>Notes an element that bears on others.</summary>
    public void Note(DicomReader reader, ReadOnlySpan<byte> value)
    {
        if (reader.Tag == Tag.SpecificCharacterSet)
            CharacterSet = CharacterSet.Parse(value);
        else if (reader.Tag == Tag.PixelRepresentation && value.Length >= 2)
            IsSigned = value[reader.IsBigEndian ? 1 : 0] == 1;
        else if (reader.Tag.IsPrivateCreator && reader.Vr.IsText() && HeaderValues.Of(reader, value, this) is [string creator, ..])
            creators[Block(reader.Tag.Group, reader.Tag.Element)] = creator;
    }

    private static uint Block(ushort group, uint block) => (uint)group << 16 | block;
}
