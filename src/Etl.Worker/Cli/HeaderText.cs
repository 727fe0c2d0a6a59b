using Etl.Schema.Dicom;
using Etl.Schema.Standard;

namespace Etl.Worker.Cli;

/// <summary>A header as lines of tag, VR, keyword and value; items are indented. Values are cut to the width and made safe to look at.</summary>
/// <param name="terminal">For its colours.</param>
/// <param name="output">Where to.</param>
/// <param name="width">Columns, or 0 for lines of any length.</param>
internal sealed class HeaderText(Terminal terminal, TextWriter output, int width)
{
    private const int ShownValues = 64;
    private const int KeywordWidth = 36;
    private const int DeepestIndent = 20;

    private readonly Stack<HeaderScope> scopes = new([new HeaderScope(null)]);

    public void Visit(DicomToken token, DicomReader reader, ReadOnlySpan<byte> value)
    {
        var scope = scopes.Peek();
        switch (token)
        {
            case DicomToken.Element:
                scope.Note(reader, value);
                WriteElement(reader, Value(reader, value, scope), scope);
                break;
            case DicomToken.SequenceStart:
                scope.Items = 0;
                WriteElement(reader, "", scope);
                break;
            case DicomToken.ItemStart:
                scope.Items++;
                output.WriteLine(Indent() + terminal.Dim($"  item {scope.Items}"));
                scopes.Push(new HeaderScope(scope));
                break;
            case DicomToken.ItemEnd:
                scopes.Pop();
                break;
        }
    }

    /// <summary>How the read ended, and what it had to bridge on the way.</summary>
    public void WriteEnd(DicomReader reader, IssueLog issues)
    {
        output.WriteLine();
        output.WriteLine($"Stopped: {ShowCommand.Name(reader.StopReason)} at 0x{reader.HeaderEnd:X}");
        foreach (var issue in issues.Issues)
        {
            var times = issues.CountOf(issue.Code) is > 1 and var count ? $", {count:N0} times" : "";
            output.WriteLine($"Issue: {issue.Code.Code()} at 0x{issue.Offset:X}{(issue.Path is null ? "" : " " + Escaped.Value(issue.Path))}{times}");
        }
    }

    private void WriteElement(DicomReader reader, string value, HeaderScope scope)
    {
        var tag = $"({reader.Tag.Group:X4},{reader.Tag.Element:X4})";
        var vr = reader.Vr == Vr.UsOrSs ? scope.IsSigned ? "SS" : "US" : reader.Vr.IsBinary() && reader.FileVr == Vr.None ? "--" : reader.Vr.Name();
        var keyword = Keyword(reader.Tag, scope);
        var start = $"{Indent()}{tag} {vr} {keyword}";
        var padding = new string(' ', Math.Max(1, KeywordWidth + tag.Length + 4 - DisplayWidth.Of(start)));
        var line = value.Length == 0 ? start : start + padding + value;
        output.WriteLine(width > 0 ? DisplayWidth.Cut(line, width) : line);
    }

    private string Indent() => new(' ', Math.Min((scopes.Count - 1) * 4, DeepestIndent));

    private static string Keyword(Tag tag, HeaderScope scope)
    {
        if (tag.IsPrivateCreator)
            return "PrivateCreator";
        if (tag.IsPrivate)
            return scope.Creator(tag) is { } creator ? $"[{Escaped.Value(creator)}]" : "[no creator]";
        return DataDictionary.ColumnName(tag) ?? (tag.IsGroupLength ? "GroupLength" : "(not in the dictionary)");
    }

    private static string Value(DicomReader reader, ReadOnlySpan<byte> value, HeaderScope scope)
    {
        if (reader.ValueLength == 0)
            return "(empty)";
        if (reader.Vr.IsBinary())
            return $"({reader.ValueLength:N0} bytes)";
        var values = HeaderValues.Of(reader, value, scope);
        var text = Escaped.Value(string.Join('\\', values.Take(ShownValues).Select(CellText.Of)));
        var isCut = values.Count > ShownValues || reader.WindowedLength < reader.ValueLength;
        return isCut ? $"{text}… ({reader.ValueLength:N0} bytes)" : text;
    }
}
