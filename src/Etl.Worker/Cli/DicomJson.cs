using System.Text;
using System.Text.Json;
using Etl.Schema.Dicom;
using Etl.Schema.Values;

namespace Etl.Worker.Cli;

/// <summary>
/// A header in the DICOM JSON Model (PS3.18 F.2): one object, a member per element, named by the tag in eight hexadecimal digits.
/// Binary values are not read, so their elements come with their VR alone, as pixel data does not come at all. File meta information and
/// group lengths are no part of the model (F.2.2). Text is UTF-8, and Specific Character Set says so (F.2.1.1).
/// </summary>
internal sealed class DicomJson : IDisposable
{
    private static readonly string[] NameGroups = ["Alphabetic", "Ideographic", "Phonetic"];

    private readonly Utf8JsonWriter writer;
    private readonly Stack<Level> levels = new([new Level(new HeaderScope(null))]);

    private readonly Stack<DicomToken> open = [];

    // Sequences open inside one whose tag was already there: the model has room for one.
    private int skipped;

    public DicomJson(Stream output)
    {
        // Sequences may nest as deep as the reader goes; each takes three levels of JSON.
        writer = new Utf8JsonWriter(output, JsonLines.Options with { Indented = true, MaxDepth = 1 << 20 });
        writer.WriteStartObject();
    }

    public void Visit(DicomToken token, DicomReader reader, ReadOnlySpan<byte> value)
    {
        if (skipped > 0)
        {
            skipped += token == DicomToken.SequenceStart ? 1 : token == DicomToken.SequenceEnd ? -1 : 0;
            return;
        }

        switch (token)
        {
            case DicomToken.Element:
                levels.Peek().Scope.Note(reader, value);
                if (!reader.IsFileMeta && !reader.Tag.IsGroupLength && levels.Peek().Tags.Add(reader.Tag))
                    WriteElement(reader, value);
                break;
            case DicomToken.SequenceStart:
                StartSequence(reader.Tag);
                break;
            case DicomToken.ItemStart:
                StartItem();
                break;
            case DicomToken.SequenceEnd or DicomToken.ItemEnd:
                CloseInnermost();
                break;
        }
    }

    /// <summary>Ends the document, and whatever a cut-off file has left open.</summary>
    public void Dispose()
    {
        while (open.Count > 0)
            CloseInnermost();
        writer.WriteEndObject();
        writer.Dispose();
    }

    private void StartSequence(Tag tag)
    {
        var level = levels.Peek();
        if (!level.Tags.Add(tag))
        {
            skipped = 1;
            return;
        }

        level.Scope.Items = 0;
        open.Push(DicomToken.SequenceStart);
        writer.WriteStartObject(tag.ToString());
        writer.WriteString("vr", "SQ");
    }

    private void StartItem()
    {
        var scope = levels.Peek().Scope;
        if (scope.Items++ == 0)
            writer.WriteStartArray("Value");
        writer.WriteStartObject();
        open.Push(DicomToken.ItemStart);
        levels.Push(new Level(new HeaderScope(scope)));
    }

    private void CloseInnermost()
    {
        if (open.Pop() == DicomToken.ItemStart)
            levels.Pop();
        else if (levels.Peek().Scope.Items > 0)
            writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void WriteElement(DicomReader reader, ReadOnlySpan<byte> value)
    {
        var scope = levels.Peek().Scope;
        var vr = reader.Vr == Vr.UsOrSs ? scope.IsSigned ? Vr.SS : Vr.US
            : reader.Vr is Vr.ObOrOw or Vr.UsOrOw or Vr.UsOrSsOrOw ? Vr.OW
            : reader.Vr;
        writer.WriteStartObject(reader.Tag.ToString());
        writer.WriteString("vr", vr.Name());
        List<object?> values = reader.Tag == Tag.SpecificCharacterSet && !value.IsEmpty ? ["ISO_IR 192"] : HeaderValues.Of(reader, value, scope);
        if (values.Exists(v => v is not null))
        {
            writer.WriteStartArray("Value");
            foreach (var one in values)
                WriteValue(vr, one);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private void WriteValue(Vr vr, object? value)
    {
        if (vr == Vr.PN && value is string name)
            WriteName(name);
        else if (vr == Vr.DS && value is string decimals && DecimalString.Parse(Encoding.UTF8.GetBytes(decimals), out var real, out _) != ValueStatus.Invalid)
            writer.WriteNumberValue(real);
        else if (vr == Vr.IS && value is string digits && IntegerString.Parse(Encoding.UTF8.GetBytes(digits), out var whole, out _) != ValueStatus.Invalid)
            writer.WriteNumberValue(whole);
        else
            CellJson.Write(writer, value);
    }

    /// <summary>PS3.18 F.2.2: a member per component group that is there.</summary>
    private void WriteName(string name)
    {
        var groups = name.Split('=');
        writer.WriteStartObject();
        for (var i = 0; i < groups.Length && i < NameGroups.Length; i++)
        {
            if (groups[i].Length > 0)
                writer.WriteString(NameGroups[i], groups[i]);
        }

        writer.WriteEndObject();
    }

    private sealed record Level(HeaderScope Scope)
    {
        public HashSet<Tag> Tags { get; } = [];
    }
}
