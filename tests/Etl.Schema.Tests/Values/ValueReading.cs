using System.Globalization;
using System.Text;
using Etl.Schema.Dicom;
using Etl.Schema.Dicom.CharacterSets;
using Etl.Schema.Values;

namespace Etl.Schema.Tests.Values;

/// <summary>An element's bytes through padding, splitting, trimming and parsing, as a reader of the case table would write it down.</summary>
internal sealed class ValueReading
{
    public List<string> Values { get; } = [];

    public SortedSet<string> Codes { get; } = new(StringComparer.Ordinal);

    public static ValueReading Of(byte[] raw, Vr vr)
    {
        var reading = new ValueReading();
        var padded = ValueText.TrimPadding(raw, vr, out var note);
        reading.Note(note);
        var text = new DecodedText();
        CharacterSet.Default.Decode(padded, vr, text);
        foreach (var issue in text.Issues)
            reading.Note(issue);
        for (var i = 0; i < text.Count; i++)
        {
            var value = ValueText.TrimOne(text[i], vr, out note);
            reading.Note(note);
            reading.Values.Add(value.IsEmpty ? "(empty)" : reading.Read(value, vr));
        }

        if (reading.Values.TrueForAll(value => value == "(empty)"))
        {
            reading.Values.Clear();
            reading.Values.Add("(empty)");
        }

        return reading;
    }

    private string Read(ReadOnlySpan<byte> value, Vr vr)
    {
        string? typed;
        ValueStatus status;
        IssueCode code;
        Span<byte> iso = stackalloc byte[DicomDateTime.MaxLength];
        int written;
        switch (vr)
        {
            case Vr.DS:
                status = DecimalString.Parse(value, out var number, out code);
                typed = number.ToString("R", CultureInfo.InvariantCulture);
                break;
            case Vr.IS:
                status = IntegerString.Parse(value, out var integer, out code);
                typed = integer.ToString(CultureInfo.InvariantCulture);
                break;
            case Vr.DA:
                status = DicomDate.Parse(value, out var days, out code);
                typed = new DateOnly(1970, 1, 1).AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
                if (code == IssueCode.DaPartial && DicomDate.Read(value, out var date, out _) == ValueStatus.Altered)
                    (status, typed) = (ValueStatus.Altered, date.Month == 0 ? $"{date.Year:D4}" : $"{date.Year:D4}-{date.Month:D2}");
                break;
            case Vr.TM:
                status = DicomTime.Format(value, iso, out written, out code);
                typed = WithoutZeroFraction(Encoding.ASCII.GetString(iso[..written]));
                break;
            case Vr.DT:
                status = DicomDateTime.Format(value, iso, out written, out code);
                typed = Encoding.ASCII.GetString(iso[..written]);
                break;
            case Vr.AS:
                status = AgeString.Parse(value, out var count, out var unit, out code);
                typed = $"{count} {unit switch { 'Y' => "years", 'M' => "months", 'W' => "weeks", _ => "days" }}";
                break;
            default:
                return ReadText(value, vr);
        }

        Note(code);
        if (status != ValueStatus.Invalid && TextCheck.IsTooLong(value, vr))
            Note(IssueCode.ValueTooLong);
        Assert.True(code != IssueCode.None || status == ValueStatus.Ok, "A value that is not kept has a reason.");
        return status == ValueStatus.Invalid ? "null" : typed;
    }

    private string ReadText(ReadOnlySpan<byte> value, Vr vr)
    {
        var code = IssueCode.None;
        var status = vr switch
        {
            Vr.AE => ApplicationEntity.Check(value, out code),
            Vr.CS => CodeString.Check(value, out code),
            Vr.UI => UniqueIdentifier.Check(value, out code),
            Vr.PN => PersonName.Check(value, out code),
            _ => ValueStatus.Ok,
        };
        Assert.Equal(ValueStatus.Ok, status);
        Note(code == IssueCode.None ? TextCheck.Check(value, vr) : code);
        if (!ControlCharacters.NeedsSanitizing(value))
            return Encoding.UTF8.GetString(value);
        var clean = new byte[value.Length * ControlCharacters.MaxGrowth];
        return Encoding.UTF8.GetString(clean.AsSpan(0, ControlCharacters.Sanitize(value, clean)));
    }

    // The table writes fractions of zero as whole seconds; the text keeps the digits given.
    private static string WithoutZeroFraction(string time) =>
        time.Contains('.', StringComparison.Ordinal) ? time.TrimEnd('0').TrimEnd('.') : time;

    private void Note(IssueCode code)
    {
        if (code != IssueCode.None)
            Codes.Add(code.Code());
    }
}
