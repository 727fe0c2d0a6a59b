using System.Collections.Concurrent;
using Etl.Schema.Dicom;

namespace Etl.Worker.Sample;

/// <summary>
/// A data element to write. <see cref="Content"/> is a <c>byte[]</c> in little endian, a <c>DataSet[]</c> of items, or
/// a <c>byte[][]</c> of fragments (PS3.5 A.4).
/// </summary>
internal readonly record struct DataElement(Tag Tag, Vr Vr, object Content);

/// <summary>
/// Elements in ascending order of tag. A series builds one set of its shared attributes; each instance copies it and sets
/// the few that differ. Items may be shared between sets, so they are not changed once added.
/// </summary>
internal sealed class DataSet(TextEncoding? text = null)
{
    private static readonly ConcurrentDictionary<string, DataSet> Codes = new();
    private DataElement[] elements = new DataElement[16];
    private int count;

    public TextEncoding Text { get; } = text ?? TextEncoding.Ascii;

    public ReadOnlySpan<DataElement> Elements => elements.AsSpan(0, count);

    /// <summary>An item of <c>value|scheme|meaning</c> (PS3.3 table 8.8-1).</summary>
    public static DataSet Code(string code) => Codes.GetOrAdd(code, static text =>
    {
        var parts = text.Split('|');
        return new DataSet().Set("CodeValue", parts[0]).Set("CodingSchemeDesignator", parts[1]).Set("CodeMeaning", parts[2]);
    });

    /// <summary>A copy with room to grow.</summary>
    public DataSet Copy()
    {
        var copy = new DataSet(Text) { elements = new DataElement[count + 16], count = count };
        Array.Copy(elements, copy.elements, count);
        return copy;
    }

    public DataSet Set(string keyword, string value)
    {
        var (tag, vr) = Keywords.Get(keyword);
        return Put(tag, vr, ElementValue.Encode(vr, value, Text));
    }

    public DataSet Set(string keyword, params ReadOnlySpan<double> values)
    {
        var (tag, vr) = Keywords.Get(keyword);
        return Put(tag, vr, ElementValue.Encode(vr, values));
    }

    public DataSet SetAll(params ReadOnlySpan<(string Keyword, string Value)> values)
    {
        foreach (var (keyword, value) in values)
            Set(keyword, value);
        return this;
    }

    public DataSet SetItems(string keyword, params DataSet[] items) => Put(Keywords.Get(keyword).Tag, Vr.SQ, items);

    public DataSet SetCode(string keyword, params ReadOnlySpan<string> codes)
    {
        var items = new DataSet[codes.Length];
        for (var i = 0; i < codes.Length; i++)
            items[i] = Code(codes[i]);
        return SetItems(keyword, items);
    }

    public DataSet SetBytes(string keyword, Vr vr, byte[] bytes) => Put(Keywords.Get(keyword).Tag, vr, bytes);

    public DataSet Put(Tag tag, Vr vr, object content)
    {
        var index = IndexOf(tag);
        if (index < 0)
        {
            index = ~index;
            if (count == elements.Length)
                Array.Resize(ref elements, count * 2);
            Array.Copy(elements, index, elements, index + 1, count++ - index);
        }

        elements[index] = new DataElement(tag, vr, content);
        return this;
    }

    public bool Has(string keyword) => IndexOf(Keywords.Get(keyword).Tag) >= 0;

    /// <summary>The bytes of a value, or none.</summary>
    public byte[] Bytes(string keyword) =>
        IndexOf(Keywords.Get(keyword).Tag) is var index and >= 0 && elements[index].Content is byte[] bytes ? bytes : [];

    public DataSet Remove(string keyword)
    {
        if (IndexOf(Keywords.Get(keyword).Tag) is var index and >= 0)
            Array.Copy(elements, index + 1, elements, index, --count - index);
        return this;
    }

    /// <summary>Writes the element after its successor: the order that PS3.5 7.1 forbids. The last change to make.</summary>
    public void SwapWithNext(string keyword)
    {
        var index = IndexOf(Keywords.Get(keyword).Tag);
        (elements[index], elements[index + 1]) = (elements[index + 1], elements[index]);
    }

    private int IndexOf(Tag tag)
    {
        var low = 0;
        for (var high = count - 1; low <= high;)
        {
            var middle = low + high >>> 1;
            var order = elements[middle].Tag.Value.CompareTo(tag.Value);
            if (order == 0)
                return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return ~low;
    }
}
