using System.Text;
using Etl.Schema.Dicom;
using Etl.Schema.Standard;

namespace Etl.Schema.Columns;

/// <summary>
/// The place of an attribute, without item numbers: <c>Keyword</c> or <c>Sequence.Keyword</c>; a tag without a keyword is
/// written <c>GGGGEEEE</c>. Below <see cref="MaxDepth"/> only the last name changes, so that paths stay short. One object per place and batch, so that a place is spelled once and marked once per row.
/// </summary>
public sealed class AttributePath
{
    /// <summary>Names that a path spells at most; deeper places are spelled with the first of their names and the last.</summary>
    public const int MaxDepth = 32;

    private const int BytesOfPath = 160;
    private readonly AttributePath? parent;
    private readonly AttributePath root;
    private long bytes;
    private Dictionary<uint, AttributePath>? children;

    private AttributePath(Tag tag, string name, AttributePath? parent)
    {
        this.parent = parent;
        root = parent?.root ?? this;
        Tag = tag;
        Name = name;
        Text = parent is null or { Text.Length: 0 } ? name : $"{parent.Text}.{name}";
        Utf8 = Encoding.UTF8.GetBytes(Text);
        Depth = parent is null ? 0 : parent.Depth + 1;
        root.bytes += BytesOfPath + Text.Length * 3L;
    }

    public Tag Tag { get; }

    /// <summary>The last part: the column's name where there is one.</summary>
    public string Name { get; }

    public string Text { get; }

    /// <summary>Open sequences around the attribute plus one, at most <see cref="MaxDepth"/>; 0 for the data set itself.</summary>
    public int Depth { get; }

    internal byte[] Utf8 { get; }

    /// <summary>Memory of all paths of the batch.</summary>
    internal long AllBytes => root.bytes;

    /// <summary>Attempts at a row (<see cref="InstanceBatch.Stamp"/>) in which the place was last noted as empty, binary, of another VR.</summary>
    internal int EmptyStamp, BinaryStamp, MismatchStamp;

    /// <summary>The cell of <see cref="Text"/> in the batch's heap, or <see cref="ulong.MaxValue"/> before its first use.</summary>
    internal ulong Cell = ulong.MaxValue;

    public static AttributePath Root() => new(default, "", null);

    public AttributePath Child(Tag tag)
    {
        if (Depth == MaxDepth)
            return parent!.Child(tag);
        children ??= [];
        if (!children.TryGetValue(tag.Value, out var child))
            children.Add(tag.Value, child = new AttributePath(tag, DataDictionary.ColumnName(tag) ?? tag.ToString(), this));
        return child;
    }

    /// <summary>Forgets what belongs to a batch's heap, and places that are no attributes of the standard: they rarely come again.</summary>
    internal void Reset()
    {
        Cell = ulong.MaxValue;
        if (children is null)
            return;
        foreach (var (tag, child) in children)
        {
            child.Reset();
            if (DataDictionary.ColumnName(new Tag(tag)) is not null)
                continue;
            children.Remove(tag);
            child.Forget();
        }
    }

    private void Forget()
    {
        root.bytes -= BytesOfPath + Text.Length * 3L;
        if (children is null)
            return;
        foreach (var child in children.Values)
            child.Forget();
    }
}
