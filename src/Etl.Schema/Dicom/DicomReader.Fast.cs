using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Etl.Schema.Standard;

namespace Etl.Schema.Dicom;

/// <content>
/// The short way for the plain element in little endian: valid VR, even length, ascending tag, a good header behind it, all in the
/// window. It decides nothing that the careful way would decide otherwise; whatever it does not know it leaves alone.
/// </content>
public sealed partial class DicomReader
{
    private FastPath fast;
    private uint fastFirst;
    private uint fastSpan;

    /// <summary>What the look-ahead of implicit VR found in the dictionary, for the element that comes next.</summary>
    private long aheadPos;
    private int aheadDictionary;

    private enum FastPath : byte
    {
        None,
        Explicit,
        Implicit,
    }

    /// <summary>Sets which tags of the innermost container may go the short way.</summary>
    private void ChooseFastPath()
    {
        ref readonly var frame = ref frames[top];
        var isPlain = frame.Kind != FrameKind.Sequence && root != RootKind.Command
            && !frame.IsBigEndian && !frame.IsLoose && !frame.IsSilent && !frame.IsDisorderly;
        fast = !isPlain ? FastPath.None : frame.IsExplicit ? FastPath.Explicit : FastPath.Implicit;
        (fastFirst, var last) = (root, top) switch
        {
            (RootKind.Meta, _) => (0x00020000u, 0x0002FFFFu),
            (_, 0) => (0x00080000u, 0x7FE00007u),
            _ => (FirstGroupOfItems, LastTagOfItems),
        };
        fastSpan = last - fastFirst;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryReadExplicit(ReadOnlySpan<byte> window, long offset)
    {
        var at = pos - offset;
        if (at < 0 || at > window.Length - 12)
            return false;
        ref var header = ref Unsafe.Add(ref MemoryMarshal.GetReference(window), (nint)at);
        var tag = TagAt(ref header);
        if (tag <= highest || tag - fastFirst > fastSpan || (ushort)tag == 0 && root != RootKind.Meta)
            return false;
        var vr = VrTraits.FromWord(Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref header, 4)));
        var traits = VrTraits.Of(vr);
        if (VrTraits.IsStructural(traits) && (vr != Vr.UN || (tag & 0x10000) == 0))
            return false;
        uint length = Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref header, 6));
        var headerBytes = 8;
        if (VrTraits.IsLong(traits))
        {
            if (length != 0)
                return false;
            length = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref header, 8));
            headerBytes = 12;
        }

        if ((length & VrTraits.LengthMask(traits)) != 0 || length == Undefined)
            return false;
        var next = at + headerBytes + length;
        var limit = Math.Min(frames[top].Limit, end) - offset;
        if (next > limit || next > window.Length || next != limit && !IsGoodExplicit(window, next, limit, KnownEnd(window, offset)))
            return false;

        var dictionary = DataDictionary.Find(new Tag(tag));
        if (dictionary >= 0)
        {
            if (VrTraits.IsBinary(traits) && DataDictionary.VrOf(dictionary) == Vr.SQ)
                return false;
        }
        else if ((tag & 0x10000) == 0 || IsCreatorOrItem(tag, vr, length, ref Unsafe.Add(ref header, headerBytes)))
        {
            return false;
        }

        return TakeFast(window, offset, dictionary, tag, vr, vr, headerBytes, (int)length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsGoodExplicit(ReadOnlySpan<byte> window, long at, long limit, long knownEnd)
    {
        if (at > window.Length - 12 || at > limit - 12)
            return false;
        ref var header = ref Unsafe.Add(ref MemoryMarshal.GetReference(window), (nint)at);
        var tag = TagAt(ref header);
        if (tag >> 16 is 0 or 0xFFFE)
            return tag == ItemDelimitation && Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref header, 4)) == 0;
        var vr = VrTraits.FromWord(Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref header, 4)));
        uint length = Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref header, 6));
        if (!VrTraits.IsLong(VrTraits.Of(vr)))
            return vr != Vr.None && at + 8 + length <= knownEnd;
        if (length != 0)
            return false;
        length = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref header, 8));
        return length == Undefined || at + 12 + length <= knownEnd;
    }

    private bool TryReadImplicit(ReadOnlySpan<byte> window, long offset)
    {
        var at = pos - offset;
        if (at < 0 || at > window.Length - 8)
            return false;
        ref var header = ref Unsafe.Add(ref MemoryMarshal.GetReference(window), (nint)at);
        var tag = TagAt(ref header);
        if (tag <= highest || tag - fastFirst > fastSpan || (ushort)tag == 0 && root != RootKind.Meta)
            return false;
        var length = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref header, 4));
        var next = at + 8 + length;
        var limit = Math.Min(frames[top].Limit, end) - offset;
        if (length == Undefined || next > limit || next > window.Length)
            return false;
        var dictionary = pos == aheadPos ? aheadDictionary : DataDictionary.Find(new Tag(tag));
        Vr vr;
        if (dictionary >= 0)
            vr = DataDictionary.VrOf(dictionary);
        else if ((tag & 0x10000) == 0)
            return false;
        else
            vr = new Tag(tag).IsPrivateCreator ? Vr.LO : Vr.UN;
        var traits = VrTraits.Of(vr);
        if ((length & VrTraits.LengthMask(traits)) != 0 || vr == Vr.SQ
            || vr == Vr.UN && IsCreatorOrItem(tag, vr, length, ref Unsafe.Add(ref header, 8)))
        {
            return false;
        }

        if (next != limit && !IsGoodImplicit(window, offset, next, limit, tag))
            return false;
        if (vr > Vr.UsOrSs)
            vr = Vr.OW;
        return TakeFast(window, offset, dictionary, tag, vr, Vr.None, 8, (int)length);
    }

    private bool IsGoodImplicit(ReadOnlySpan<byte> window, long offset, long at, long limit, uint previous)
    {
        if (at > window.Length - 8 || at > limit - 8)
            return false;
        ref var header = ref Unsafe.Add(ref MemoryMarshal.GetReference(window), (nint)at);
        var tag = TagAt(ref header);
        var length = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref header, 4));
        if (tag >> 16 is 0xFFFE)
            return tag == ItemDelimitation && length == 0;
        if (tag <= previous || length != Undefined && at + 8 + length > KnownEnd(window, offset))
            return false;
        aheadDictionary = DataDictionary.Find(new Tag(tag));
        aheadPos = offset + at;
        return aheadDictionary >= 0 || (tag & 0x10000) != 0 && (ushort)tag is >= 0x10 and <= 0xFF or >= 0x1000;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TakeFast(
        ReadOnlySpan<byte> window, long offset, int dictionary, uint tag, Vr vr, Vr fileVr, int headerBytes, int length)
    {
        if (elements >= limits.MaxElements || pos > limits.MaxHeaderBytes || length > limits.MaxValueBytes)
            return false;
        if (dictionary < 0)
            NotePrivate(tag, pos);
        elements++;
        highest = tag;
        tags.Add(tag);
        Tag = new Tag(tag);
        DictionaryIndex = dictionary;
        var value = pos + headerBytes;
        Report(vr, fileVr, pos, value, length, VrTraits.IsBinary(VrTraits.Of(vr)) ? 0 : length, isBigEndian: false);
        pos = value + length;
        if (root == RootKind.Meta)
            NoteMetaValue(tag, window.Slice((int)(value - offset), WindowedLength), pos);
        return true;
    }

    /// <summary>Private, and more than bytes: a creator written with another VR than LO, or UN that may hold items.</summary>
    private static bool IsCreatorOrItem(uint tag, Vr vr, uint length, ref byte value) =>
        vr == Vr.UN ? length >= 8 && TagAt(ref value) is Item or SequenceDelimitation || new Tag(tag).IsPrivateCreator
        : vr != Vr.LO && new Tag(tag).IsPrivateCreator;

    private long KnownEnd(ReadOnlySpan<byte> window, long offset) =>
        end == long.MaxValue ? Math.Max(window.Length, seenEnd - offset) : end - offset;

    private static uint TagAt(ref byte header) => BitOperations.RotateLeft(Unsafe.ReadUnaligned<uint>(ref header), 16);
}
