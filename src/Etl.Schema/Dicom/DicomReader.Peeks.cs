using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Etl.Schema.Dicom;

/// <content>
/// Looking at bytes. A step of the reader first looks at all it needs and changes nothing; where a look finds no bytes in the window
/// the whole step is given up, the bytes asked for, and the step run again. So what is read cannot depend on how windows were cut.
/// </content>
public sealed partial class DicomReader
{
    private const uint Undefined = uint.MaxValue;
    private const int PeekBytes = 12;
    private const int MergeDistance = 64 << 10;

    /// <summary>What earlier windows showed to the step that is being retried: one window cannot hold two far-apart places.</summary>
    private readonly Dictionary<long, Peeked> peeked = [];

    // Only set while ReadCarefully has the window pinned; a span cannot be a field.
    private unsafe byte* windowStart;
    private long windowOffset;
    private long windowEnd;

    /// <summary>The object has at least this many bytes: a window showed them.</summary>
    private long seenEnd;
    private bool missing;
    private bool recording;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private unsafe DicomToken ReadCarefully(ReadOnlySpan<byte> window, long offset)
    {
        fixed (byte* start = window)
        {
            windowStart = start;
            windowOffset = offset;
            windowEnd = offset + window.Length;
            if (window.Length > 0)
                seenEnd = Math.Max(seenEnd, windowEnd);
            missing = false;
            while (true)
            {
                var token = Step();
                if (missing)
                {
                    // Again, this time keeping what is seen on the way to the byte that is not there.
                    missing = false;
                    recording = true;
                    Step();
                    recording = false;
                    WidenNeed();
                    return DicomToken.NeedMoreBytes;
                }

                if (peeked.Count > 0)
                    peeked.Clear();
                if (token != DicomToken.NeedMoreBytes)
                    return token;
            }
        }
    }

    /// <summary>One step: a token, or <see cref="DicomToken.NeedMoreBytes"/> for "nothing to report, go on".</summary>
    private DicomToken Step() => phase switch
    {
        Phase.Start => StepStart(),
        Phase.DataSetStart => StepDataSetStart(),
        Phase.AtDeflated => DicomToken.Deflated,
        Phase.Reading => frames[top].Kind == FrameKind.Sequence ? StepSequence() : StepElement(),
        Phase.Fragments => StepFragment(),
        Phase.Closing => StepClosing(),
        _ => DicomToken.End,
    };

    /// <summary>Up to twelve bytes from <paramref name="offset"/>: fewer only where the object ends, none where they are missing.</summary>
    private unsafe Peeked Peek(long offset)
    {
        if (missing)
            return default;
        ReachOfBytes = Math.Max(ReachOfBytes, offset + PeekBytes);
        if (offset >= windowOffset && offset <= windowEnd - PeekBytes && offset <= end - PeekBytes)
        {
            var at = windowStart + (offset - windowOffset);
            return Record(offset, new Peeked(Unsafe.ReadUnaligned<ulong>(at), Unsafe.ReadUnaligned<uint>(at + 8), PeekBytes));
        }

        return PeekEdge(offset);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private unsafe Peeked PeekEdge(long offset)
    {
        var count = (int)Math.Clamp(end - offset, 0, PeekBytes);
        if (count == 0)
            return default;
        if (peeked.TryGetValue(offset, out var known) && known.Count >= count)
            return known;
        if (offset < windowOffset || offset > windowEnd - count)
        {
            Miss(offset, count);
            return default;
        }

        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        new ReadOnlySpan<byte>(windowStart + (offset - windowOffset), count).CopyTo(bytes);
        return Record(offset, new Peeked(MemoryMarshal.Read<ulong>(bytes), MemoryMarshal.Read<uint>(bytes[8..]), count));
    }

    private Peeked Record(long offset, Peeked bytes)
    {
        if (recording)
            peeked[offset] = bytes;
        return bytes;
    }

    private void Miss(long offset, int count)
    {
        if (missing)
            return;
        missing = true;
        NeedOffset = offset;
        NeedCount = count;
    }

    /// <summary>The object has bytes up to here.</summary>
    private bool Fits(long offset)
    {
        LookTo(offset);
        if (end != long.MaxValue)
            return offset <= end;
        return offset <= seenEnd || Peek(offset - 1).Count > 0;
    }

    /// <summary>The value's bytes are in the window; else they are asked for.</summary>
    private bool Shows(long offset, long count)
    {
        if (missing)
            return false;
        if (count == 0 || offset >= windowOffset && offset + count <= windowEnd)
            return true;
        Miss(offset, (int)count);
        return false;
    }

    private unsafe ReadOnlySpan<byte> Shown(long offset, int count) =>
        count == 0 ? default : new(windowStart + (offset - windowOffset), count);

    /// <summary>Asks for the element from its header on where that is near: one window, and the short way through it.</summary>
    private void WidenNeed()
    {
        missing = false;
        if (NeedOffset > pos && NeedOffset + NeedCount - pos <= MergeDistance && phase == Phase.Reading)
        {
            NeedCount = (int)(NeedOffset + NeedCount - pos);
            NeedOffset = pos;
        }
    }

    /// <summary>The first bytes of a data element or item.</summary>
    private readonly record struct Peeked(ulong Low, uint High, int Count)
    {
        public bool IsZero => Low == 0;

        public ushort Letters => (ushort)(Low >> 32);

        public Vr FileVr => VrTraits.FromWord(Letters);

        /// <summary>Reserved bytes of the 32-bit length form.</summary>
        public ushort Reserved => (ushort)(Low >> 48);

        public uint Tag(bool isBigEndian) =>
            isBigEndian ? BinaryPrimitives.ReverseEndianness((uint)Low) : BitOperations.RotateLeft((uint)Low, 16);

        /// <summary>Length of implicit VR, of items and of delimiters.</summary>
        public uint ImplicitLength(bool isBigEndian) => Order((uint)(Low >> 32), isBigEndian);

        public uint ShortLength(bool isBigEndian) =>
            isBigEndian ? BinaryPrimitives.ReverseEndianness(Reserved) : Reserved;

        public uint LongLength(bool isBigEndian) => Order(High, isBigEndian);

        private static uint Order(uint value, bool isBigEndian) =>
            isBigEndian ? BinaryPrimitives.ReverseEndianness(value) : value;
    }
}
