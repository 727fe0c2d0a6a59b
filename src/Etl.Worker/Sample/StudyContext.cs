using System.Globalization;

namespace Etl.Worker.Sample;

/// <summary>One study while it is written: who, when, where, and the series so far that later objects refer to.</summary>
internal sealed class StudyContext
{
    private readonly StudyFiles files;
    private readonly ulong scope;
    private ulong uids;
    private SampleSeries? host;
    private string previousUid = "";
    private string previousNumber = "";

    public StudyContext(SampleOptions options, StudyPlan plan, StudyFiles files)
    {
        (Options, Plan, this.files) = (options, plan, files);
        scope = Prng.Hash((ulong)options.Seed, 0x5354, (ulong)plan.Patient, (ulong)plan.Study);
        Random = new Prng(scope);
        Uid = NewUid();
        Patient = Patient.Create(options.Seed, plan.Patient, plan.Site);
        var first = new DateTime(2017, 1, 9).AddDays(Prng.For((ulong)options.Seed, (ulong)plan.Patient).Next(365 * 7));
        Start = first.AddDays(plan.Study * 45 + Random.Next(40)).AddMinutes(7 * 60 + Random.Next(12 * 60)).AddSeconds(Random.Next(60));
        if (plan.Defect == SampleDefect.StudyInFuture)
            Start = Start.AddYears(2093 - Start.Year);
        Patient = plan.Defect switch
        {
            SampleDefect.PatientTwoSexes => Patient with { Sex = Patient.Sex == "F" ? "M" : "F" },
            SampleDefect.PatientTwoBirthDates => Patient with { BirthDate = Patient.BirthDate.AddDays(-31) },
            SampleDefect.BirthAfterStudy => Patient with { BirthDate = DateOnly.FromDateTime(Start.AddYears(1)) },
            _ => Patient,
        };
        ImageFormat = plan.Format ?? PickFormat();
        Common = CommonAttributes.Study(this);
    }

    public SampleOptions Options { get; }

    public StudyPlan Plan { get; }

    public Prng Random { get; }

    public Patient Patient { get; }

    public string Uid { get; }

    public DateTime Start { get; }

    /// <summary>Patient and study attributes, which every series copies.</summary>
    public DataSet Common { get; }

    /// <summary>Transfer syntax of this study's images that may be compressed.</summary>
    public WireFormat ImageFormat { get; }

    public List<SampleSeries> Series { get; } = [];

    public BodyRegion Region => Plan.Protocol.Region;

    public string NewUid() => Sample.Uid.For(scope, uids++);

    public DateTime TimeOf(SampleSeries series, double seconds = 0) => Start.AddMinutes(3 * series.Number).AddSeconds(seconds);

    /// <summary>The latest series of a modality, or the latest of any image.</summary>
    public SampleSeries Source(string? modality = null) =>
        Series.FindLast(series => series.Instances.Count > 0 && (modality is null || series.Modality == modality))
        ?? Series.Find(series => series.Instances.Count > 0)
        ?? throw new InvalidOperationException($"The protocol '{Plan.Protocol.Description}' refers to a series before it has one.");

    /// <summary>The stack of slices that derived objects are about: the largest.</summary>
    public SampleSeries Volume() => Series.Where(series => series.Geometry.Spacing > 0).MaxBy(series => series.Instances.Count) ?? Source();

    /// <summary>Opens the next series; <paramref name="planned"/> is what the plan gives it.</summary>
    public SampleSeries NewSeries(string modality, string description, int planned, string? fleet = null)
    {
        var number = Series.Count + 1;
        var device = Fleet.Pick(fleet ?? modality, Patient.Site, Start, Random);
        var series = new SampleSeries(this, modality, number, planned, device, Common.Copy());
        CommonAttributes.AddSeries(series, description);
        Series.Add(series);
        return series;
    }

    /// <summary>Writes an instance, with the defect that the plan wants at this place.</summary>
    public void Add(SampleSeries series, DataSet data)
    {
        var index = series.Written++;
        if (series.Planned >= StudyPlan.HostSize)
            host ??= series;
        var uid = TextOf(data, "SOPInstanceUID");
        var number = TextOf(data, "InstanceNumber");
        SampleDefect? shown = null;
        if (series == host && Plan.Defect is { } defect)
        {
            if (defect == SampleDefect.SeriesGap && index == 3)
            {
                files.Note(defect);
                return;
            }

            if (index == 2 && ConsistencyDefects.Apply(defect, data, previousUid, previousNumber, NewUid))
                shown = defect;
            (previousUid, previousNumber) = (uid, number);
        }

        series.Instances.Add(TextOf(data, "SOPInstanceUID"));
        var encoding = PickEncodingDefect(series, index);
        if (encoding is { } found)
            EncodingDefects.Apply(found, data);
        files.Write(series, data, encoding ?? shown, EncodingDefects.FormOf(encoding));
        if (series == host && index == 2)
            WriteAgain(series, data, EncodingDefects.FormOf(encoding));
    }

    private void WriteAgain(SampleSeries series, DataSet data, FileForm form)
    {
        if (Plan.Defect == SampleDefect.ResentEdited)
            data.Set("PatientName", "Corrected^Name").Set("StudyDescription", "Corrected description");
        if (Plan.Defect is SampleDefect.StoredTwice or SampleDefect.ResentEdited)
            files.Write(series, data, Plan.Defect, form, isCopy: true);
    }

    private SampleDefect? PickEncodingDefect(SampleSeries series, int index)
    {
        if (Plan.ShowsEncodingDefects)
            return EncodingDefects.All[index % EncodingDefects.All.Length];
        if (!Options.Defects || Plan.IsClean || Plan.Defect is not null || series.Modality is not ("CT" or "MR" or "CR" or "DX"))
            return null;
        var roll = Random.Next(400 * EncodingDefects.All.Length);
        if (roll >= EncodingDefects.All.Length)
            return null;
        var defect = EncodingDefects.All[roll];
        return defect == SampleDefect.TransferSyntaxWrong && series.Format != WireFormat.ExplicitLittle ? null : defect;
    }

    private WireFormat PickFormat() => Random.Next(100) switch
    {
        < 80 => WireFormat.ExplicitLittle,
        < 88 => WireFormat.ImplicitLittle,
        < 91 => WireFormat.Jpeg2000Lossless,
        < 95 => WireFormat.JpegLossless,
        < 97 => WireFormat.Rle,
        < 98 => WireFormat.ExplicitBig,
        < 99 => WireFormat.Deflated,
        _ => WireFormat.ExplicitLittle,
    };

    private static string TextOf(DataSet data, string keyword) =>
        System.Text.Encoding.ASCII.GetString(data.Bytes(keyword)).TrimEnd('\0', ' ');

    /// <summary>DA and TM of a moment (PS3.5 6.2).</summary>
    public static (string Date, string Time) Stamp(DateTime moment) =>
        (moment.ToString("yyyyMMdd", CultureInfo.InvariantCulture), moment.ToString("HHmmss.ffffff", CultureInfo.InvariantCulture));
}
