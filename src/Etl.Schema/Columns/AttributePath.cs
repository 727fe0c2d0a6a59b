using System.Text;
using Etl.Schema.Dicom;
using Etl.Schema.Standard;

namespace Etl.Schema.Columns;

/// <summary>
/// The place of an attribute, without item numbers: <c>Keyword</c> or <c>Sequence.Keyword</c>; a tag without a keyword is
/// written <c>GGGGEEEE</c>. One object per place and batch, so that a place is spelled once and marked once per row.
/// </summary>
public sealed class AttributePath
{
    private Dictionary<uint, AttributePath>? children;

    private AttributePath(Tag tag, string name, AttributePath? parent)
    {
        Tag = tag;
        Name = name;
        Text = parent is null or { Text.Length: 0 } ? name : $"{parent.Text}.{name}";
        Utf8 = Encoding.UTF8.GetBytes(Text);
        Depth = parent is null ? 0 : parent.Depth + 1;
    }

    public Tag Tag { get; }

    /// <summary>The last part: the column's name where there is one.</summary>
    public string Name { get; }

    public string Text { get; }

    /// <summary>Open sequences around the attribute plus one; 0 for the data set itself.</summary>
    public int Depth { get; }

    internal byte[] Utf8 { get; }

    /// <summary>Attempts at a row (<see cref="InstanceBatch.Stamp"/>) in which the place was last noted as empty, binary, of another VR.</summary>
    internal int EmptyStamp, BinaryStamp, MismatchStamp;

    /// <summary>The cell of <see cref="Text"/> in the batch's heap, or <see cref="ulong.MaxValue"/> before its first use.</summary>
    internal ulong Cell = ulong.MaxValue;

    public static AttributePath Root() => new(default, "", null);

    public AttributePath Child(Tag tag)
    {
        children ??= [];
        if (!children.TryGetValue(tag.Value, out var child))
            children.Add(tag.Value, child = new AttributePath(tag, DataDictionary.ColumnName(tag) ?? tag.ToString(), this));
        return child;
    }

    /// <summary>Forgets what belongs to a batch's heap.</summary>
    internal void Reset()
    {
        Cell = ulong.MaxValue;
        if (children is null)
            return;
        foreach (var child in children.Values)
            child.Reset();
    }
}
