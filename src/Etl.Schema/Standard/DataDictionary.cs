using System.Runtime.CompilerServices;
using Etl.Schema.Dicom;

namespace Etl.Schema.Standard;

/// <summary>The data dictionary of PS3.6: tag to keyword, VR and VM. Read once from <c>attributes.tsv</c>, on first use.</summary>
public static class DataDictionary
{
    private const int SlotCount = 16384;
    private const int SlotShift = 18;
    private const uint HashFactor = 0x9E3779B1;

    private static readonly DictionaryEntry[] All = Read();
    private static readonly Slot[] Slots = BuildSlots();
    private static readonly Vr[] Vrs = [.. All.Select(entry => entry.Vr)];
    private static readonly int[] Repeating =
        [.. Enumerable.Range(0, All.Length).Where(i => All[i].IsRepeating)];

    public static ReadOnlySpan<DictionaryEntry> Entries => All;

    /// <summary>The entry's index for <see cref="Entries"/>, or -1. Repeating groups (50xx, 60xx, …) answer with their one entry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Find(Tag tag)
    {
        var slots = Slots;
        var at = tag.Value * HashFactor >> SlotShift;
        while (true)
        {
            var slot = slots[at];
            if (slot.Number == 0)
                return FindRepeating(tag);
            if (slot.Tag == tag.Value)
                return slot.Number - 1;
            at = at + 1 & SlotCount - 1;
        }
    }

    /// <summary>The VR of the entry with this index, without the entry itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vr VrOf(int index) => Vrs[index];

    /// <summary>The entry of a tag, or null.</summary>
    public static DictionaryEntry? Get(Tag tag) => Find(tag) is var index and >= 0 ? All[index] : null;

    /// <summary>
    /// The name an attribute has in tables: its keyword; <c>OverlayRows_6002</c> for a repetition; null where PS3.6 gives no keyword.
    /// </summary>
    public static string? ColumnName(Tag tag)
    {
        if (Get(tag) is not { Keyword.Length: > 0 } entry)
            return null;
        if (!entry.IsRepeating || tag == entry.Tag)
            return entry.Keyword;
        return (entry.Mask & 0xFFFF) == 0xFFFF
            ? $"{entry.Keyword}_{tag.Group:X4}"
            : $"{entry.Keyword}_{tag}";
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int FindRepeating(Tag tag)
    {
        if (tag.Group is not (0x0020 or 0x0028 or 0x1000 or 0x1010) && tag.Group >> 8 is not (0x50 or 0x60 or 0x7F) || tag.IsPrivate)
            return -1;
        foreach (var index in Repeating)
        {
            if ((tag.Value & All[index].Mask) == All[index].Tag.Value)
                return index;
        }

        return -1;
    }

    private static DictionaryEntry[] Read()
    {
        var entries = new List<DictionaryEntry>(5400);
        foreach (var fields in StandardTable.Read("attributes"))
        {
            var text = fields[0];
            var digits = text.Replace('X', '0').Replace('x', '0');
            var mask = uint.MaxValue;
            for (var i = 0; i < 8; i++)
            {
                if (text[i] is 'X' or 'x')
                    mask &= ~(0xFu << 4 * (7 - i));
            }

            entries.Add(new DictionaryEntry(
                new Tag(Convert.ToUInt32(digits, 16)), mask, fields[1], ParseVr(fields[2]), fields[3], fields[4] == "Y", fields[5]));
        }

        return [.. entries];
    }

    private static Vr ParseVr(string text) => text switch
    {
        "" => Vr.UN,
        "US|SS" => Vr.UsOrSs,
        "OB|OW" => Vr.ObOrOw,
        "US|OW" => Vr.UsOrOw,
        "US|SS|OW" => Vr.UsOrSsOrOw,
        _ => VrFacts.FromCode((byte)text[0], (byte)text[1]),
    };

    private static Slot[] BuildSlots()
    {
        var slots = new Slot[SlotCount];
        for (var i = 0; i < All.Length; i++)
        {
            if (All[i].IsRepeating)
                continue;
            var at = All[i].Tag.Value * HashFactor >> SlotShift;
            while (slots[at].Number != 0)
                at = at + 1 & SlotCount - 1;
            slots[at] = new Slot(All[i].Tag.Value, i + 1);
        }

        return slots;
    }

    private readonly record struct Slot(uint Tag, int Number);
}
