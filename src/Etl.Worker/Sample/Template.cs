using System.Globalization;
using Etl.Schema.Dicom;

namespace Etl.Worker.Sample;

/// <summary>
/// Attributes as text, one a line, read once:
/// <code>
/// KVP: 120                                   value; nothing after the colon is Type 2 empty
/// StudyDate: {date}                          filled from the caller's values
/// AnatomicRegionSequence @ 51185008|SCT|Chest   a code item
/// ReferencedSeriesSequence                   a sequence: its items are indented by two
///   SeriesInstanceUID: {series}
///   -                                        the next item
/// (0009,1001) LO: GE_GENESIS_FF              private; OB, OW and UN as hexadecimal, or #n for n bytes
/// </code>
/// </summary>
internal sealed class Template
{
    private readonly List<Node> nodes = [];

    private Template() { }

    private readonly record struct Node(Tag Tag, Vr Vr, string Pattern, object? Constant, Template[]? Items);

    public static Template Parse(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !string.IsNullOrWhiteSpace(line)).ToArray();
        var position = 0;
        return Parse(lines, ref position, 0);
    }

    /// <summary>Sets every attribute in <paramref name="target"/>, with {names} replaced by <paramref name="values"/>.</summary>
    public DataSet Fill(DataSet target, params ReadOnlySpan<(string Name, string Value)> values)
    {
        foreach (var node in nodes)
        {
            var content = node.Constant;
            if (content is null && node.Items is not null)
                content = FillItems(node.Items, target.Text, values);
            else if (content is null && node.Vr == Vr.SQ)
                content = new[] { DataSet.Code(Replace(node.Pattern, values)) };
            target.Put(node.Tag, node.Vr, content ?? ElementValue.Encode(node.Vr, Replace(node.Pattern, values), target.Text));
        }

        return target;
    }

    public DataSet New(params ReadOnlySpan<(string Name, string Value)> values) => Fill(new DataSet(), values);

    private static DataSet[] FillItems(Template[] templates, TextEncoding text, ReadOnlySpan<(string Name, string Value)> values)
    {
        var items = new DataSet[templates.Length];
        for (var i = 0; i < items.Length; i++)
            items[i] = templates[i].Fill(new DataSet(text), values);
        return items;
    }

    private static string Replace(string pattern, ReadOnlySpan<(string Name, string Value)> values)
    {
        foreach (var (name, value) in values)
            pattern = pattern.Replace("{" + name + "}", value, StringComparison.Ordinal);
        if (pattern.Contains('{', StringComparison.Ordinal))
            throw new ArgumentException($"No value was given for '{pattern}'.", nameof(values));
        return pattern;
    }

    private static Template Parse(string[] lines, ref int position, int depth)
    {
        var template = new Template();
        while (position < lines.Length && Depth(lines[position]) == depth && lines[position].Trim() != "-")
        {
            var line = lines[position++].Trim();
            if (line.IndexOf(" @ ", StringComparison.Ordinal) is var at and > 0)
                template.AddCode(line[..at].Trim(), line[(at + 3)..].Trim());
            else if (line.IndexOf(": ", StringComparison.Ordinal) is var colon and > 0)
                template.AddValue(line[..colon], line[(colon + 2)..].Trim());
            else if (line.EndsWith(':'))
                template.AddValue(line[..^1], "");
            else
                template.AddSequence(line, ParseItems(lines, ref position, depth + 1));
        }

        return template;
    }

    private static Template[] ParseItems(string[] lines, ref int position, int depth)
    {
        var items = new List<Template>();
        while (position < lines.Length && Depth(lines[position]) == depth)
        {
            if (lines[position].Trim() == "-")
                position++;
            items.Add(Parse(lines, ref position, depth));
        }

        return [.. items];
    }

    private static int Depth(string line) => (line.Length - line.TrimStart().Length) / 2;

    private void AddCode(string keyword, string code)
    {
        var constant = code.Contains('{', StringComparison.Ordinal) ? null : new[] { DataSet.Code(code) };
        nodes.Add(new Node(Keywords.Get(keyword).Tag, Vr.SQ, code, constant, null));
    }

    private void AddSequence(string keyword, Template[] items)
    {
        var constant = Array.TrueForAll(items, item => item.nodes.TrueForAll(node => node.Constant is not null))
            ? Array.ConvertAll(items, item => item.Fill(new DataSet()))
            : null;
        nodes.Add(new Node(TagOf(keyword).Tag, Vr.SQ, "", constant, items));
    }

    private void AddValue(string name, string value)
    {
        var (tag, vr) = TagOf(name);
        object? constant = null;
        if (value.StartsWith('#'))
            constant = ElementValue.Pattern(int.Parse(value.AsSpan(1), CultureInfo.InvariantCulture));
        else if (!value.Contains('{', StringComparison.Ordinal))
            constant = ElementValue.Encode(vr, value, TextEncoding.Ascii);
        nodes.Add(new Node(tag, vr, value, constant, null));
    }

    private static (Tag Tag, Vr Vr) TagOf(string name)
    {
        if (name[0] != '(')
            return Keywords.Get(name);
        var tag = new Tag(Convert.ToUInt16(name[1..5], 16), Convert.ToUInt16(name[6..10], 16));
        return (tag, name.Length > 12 ? VrFacts.FromCode((byte)name[12], (byte)name[13]) : Vr.SQ);
    }
}
