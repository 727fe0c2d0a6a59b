using System.Buffers.Binary;
using System.IO.Compression;
using Etl.Schema.Dicom;

namespace Etl.Worker.Sample;

/// <summary>Data sets to bytes: PS3.10 files in every encoding of PS3.5. One buffer, used again for each file.</summary>
internal sealed class DicomWriter
{
    private const uint Undefined = 0xFFFFFFFF;
    private byte[] buffer = new byte[1 << 16];
    private int position;
    private bool isImplicit;
    private bool isBigEndian;

    /// <summary>Sequences and items end with delimiters and undefined length, not with counted lengths (PS3.5 7.5).</summary>
    public bool UndefinedLengths { get; set; }

    /// <summary>The file; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Write(DataSet meta, DataSet data, WireFormat format, FileForm form = FileForm.Part10)
    {
        position = 0;
        if (form != FileForm.NoMeta)
            WriteMeta(meta, form);
        (isImplicit, isBigEndian) = (format.IsImplicit, format.IsBigEndian);
        var start = position;
        WriteElements(data);
        if (format.IsDeflated)
            Deflate(start);
        if (form == FileForm.TrailingZeros)
            Take(8).Clear();
        return buffer.AsMemory(0, position);
    }

    /// <summary>Bytes that one item takes in explicit VR little endian with its header, and no file around it.</summary>
    public int ItemSize(DataSet item)
    {
        (position, isImplicit, isBigEndian, UndefinedLengths) = (0, false, false, false);
        WriteItem(item);
        return position;
    }

    private void WriteMeta(DataSet meta, FileForm form)
    {
        (isImplicit, isBigEndian) = (false, false);
        Take(128).Clear();
        "DICM"u8.CopyTo(Take(4));
        var start = position;
        if (form == FileForm.NoMetaLength)
        {
            WriteElements(meta);
            return;
        }

        WriteHeader(new Tag(0x00020000), Vr.UL, 4);
        var length = Take(4);
        WriteElements(meta);
        BinaryPrimitives.WriteInt32LittleEndian(
            buffer.AsSpan(start + 8), form == FileForm.WrongMetaLength ? 20 : position - start - 8 - length.Length);
    }

    private void WriteElements(DataSet data)
    {
        foreach (ref readonly var element in data.Elements)
        {
            switch (element.Content)
            {
                case byte[] bytes:
                    WriteHeader(element.Tag, element.Vr, (uint)bytes.Length);
                    WriteValue(element.Vr, bytes);
                    break;
                case DataSet[] items:
                    WriteSequence(element.Tag, element.Vr, items);
                    break;
                case byte[][] fragments:
                    WriteFragments(element.Tag, fragments);
                    break;
            }
        }
    }

    private void WriteSequence(Tag tag, Vr vr, DataSet[] items)
    {
        var undefined = UndefinedLengths && items.Length > 0;
        WriteHeader(tag, vr, undefined ? Undefined : 0);
        var start = position;
        foreach (var item in items)
            WriteItem(item);
        if (undefined)
            WriteItemHeader(Tag.SequenceDelimitation, 0);
        else
            PatchLength(start);
    }

    private void WriteItem(DataSet item)
    {
        WriteItemHeader(Tag.Item, UndefinedLengths ? Undefined : 0);
        var start = position;
        WriteElements(item);
        if (UndefinedLengths)
            WriteItemHeader(Tag.ItemDelimitation, 0);
        else
            PatchLength(start);
    }

    private void WriteFragments(Tag tag, byte[][] fragments)
    {
        WriteHeader(tag, Vr.OB, Undefined);
        foreach (var fragment in fragments)
        {
            WriteItemHeader(Tag.Item, (uint)fragment.Length);
            fragment.CopyTo(Take(fragment.Length));
        }

        WriteItemHeader(Tag.SequenceDelimitation, 0);
    }

    private void WriteHeader(Tag tag, Vr vr, uint length)
    {
        WriteTag(tag);
        if (isImplicit)
        {
            WriteUInt32(length);
            return;
        }

        var name = vr.Name();
        var code = Take(2);
        (code[0], code[1]) = ((byte)name[0], (byte)name[1]);
        if (vr.HasLongLength())
        {
            Take(2).Clear();
            WriteUInt32(length);
        }
        else
        {
            WriteUInt16((ushort)length);
        }
    }

    private void WriteItemHeader(Tag tag, uint length)
    {
        WriteTag(tag);
        WriteUInt32(length);
    }

    private void WriteValue(Vr vr, byte[] bytes)
    {
        var target = Take(bytes.Length);
        bytes.CopyTo(target);
        var unit = vr == Vr.AT ? 2 : vr == Vr.UN ? 1 : vr.UnitSize();
        if (!isBigEndian || unit == 1)
            return;
        for (var i = 0; i + unit <= target.Length; i += unit)
            target.Slice(i, unit).Reverse();
    }

    private void PatchLength(int start)
    {
        var length = (uint)(position - start);
        var field = buffer.AsSpan(start - 4, 4);
        if (isBigEndian)
            BinaryPrimitives.WriteUInt32BigEndian(field, length);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(field, length);
    }

    private void WriteTag(Tag tag)
    {
        WriteUInt16(tag.Group);
        WriteUInt16(tag.Element);
    }

    private void WriteUInt16(ushort value)
    {
        if (isBigEndian)
            BinaryPrimitives.WriteUInt16BigEndian(Take(2), value);
        else
            BinaryPrimitives.WriteUInt16LittleEndian(Take(2), value);
    }

    private void WriteUInt32(uint value)
    {
        if (isBigEndian)
            BinaryPrimitives.WriteUInt32BigEndian(Take(4), value);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(Take(4), value);
    }

    /// <summary>PS3.5 A.5: everything after the meta group, as a raw deflate stream padded to even length.</summary>
    private void Deflate(int start)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            deflate.Write(buffer, start, position - start);
        if ((packed.Length & 1) == 1)
            packed.WriteByte(0);
        position = start;
        packed.GetBuffer().AsSpan(0, (int)packed.Length).CopyTo(Take((int)packed.Length));
    }

    private Span<byte> Take(int length)
    {
        if (position + length > buffer.Length)
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, position + length));
        position += length;
        return buffer.AsSpan(position - length, length);
    }
}
