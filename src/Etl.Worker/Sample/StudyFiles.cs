using System.Globalization;
using Etl.Schema.Dicom;

namespace Etl.Worker.Sample;

/// <summary>Puts one study's files into the archive: names, meta group, bytes on disk, and the count of what was written.</summary>
internal sealed class StudyFiles(SampleOptions options, StudyPlan plan, DicomWriter writer, SampleTally tally, CancellationToken cancellation)
{
    private const string ImplementationClass = "2.25.190146785312764389024653125786430195";
    private readonly HashSet<string> folders = [];
    private readonly List<MediaRecord> records = [];
    private (SampleSeries Series, DataSet Group)? meta;
    private int remaining = plan.Budget;
    private string lastPath = "";

    /// <summary>The records that a DICOMDIR of this study needs; filled for media only.</summary>
    public IReadOnlyList<MediaRecord> Records => records;

    /// <summary>The budget is used up: nothing more will be written.</summary>
    public bool IsFull => remaining <= 0;

    public string Root => plan.Study == 0 ? $"MEDIA/CD{plan.Patient:D6}" : $"MEDIA/CD{plan.Patient:D6}-{plan.Study + 1}";

    /// <summary>A defect that the file before shows by what does not follow it.</summary>
    public void Note(SampleDefect defect) => tally.Add(defect, lastPath);

    public void Write(SampleSeries series, DataSet data, SampleDefect? defect, FileForm form, bool isCopy = false)
    {
        if (remaining-- <= 0)
            return;
        cancellation.ThrowIfCancellationRequested();
        var number = series.Written;
        var path = NameOf(series, data, number, isCopy || defect == SampleDefect.UidReused);
        writer.UndefinedLengths = series.UndefinedLengths;
        var bytes = writer.Write(MetaOf(series, data, form), data, series.Format, form);
        Save(path, bytes.Span);
        lastPath = path;
        tally.Add(series, bytes.Length);
        if (defect is { } shown)
            tally.Add(shown, path);
        if (plan.IsMedia)
            records.Add(new MediaRecord(series, data, path[(Root.Length + 1)..].Replace('/', '\\')));
    }

    /// <summary>The meta group (PS3.10 7.1), built once a series but for the instance's UID.</summary>
    private DataSet MetaOf(SampleSeries series, DataSet data, FileForm form)
    {
        if (meta?.Series != series)
        {
            meta = (series, new DataSet()
                .SetBytes("FileMetaInformationVersion", Vr.OB, [0, 1])
                .SetBytes("MediaStorageSOPClassUID", Vr.UI, data.Bytes("SOPClassUID"))
                .Set("TransferSyntaxUID", series.Format.TransferSyntax)
                .Set("ImplementationClassUID", ImplementationClass)
                .Set("ImplementationVersionName", "ETL_SAMPLE_1")
                .Set("SourceApplicationEntityTitle", series.Device.Station));
        }

        var group = meta.Value.Group.SetBytes("MediaStorageSOPInstanceUID", Vr.UI, data.Bytes("SOPInstanceUID"));
        return form == FileForm.WrongTransferSyntax ? group.Copy().Set("TransferSyntaxUID", WireFormat.ImplicitLittle.TransferSyntax) : group;
    }

    public void Save(string path, ReadOnlySpan<byte> bytes)
    {
        var full = Path.Combine(options.Directory, path);
        var folder = path[..path.LastIndexOf('/')];
        if (folders.Add(folder))
            Directory.CreateDirectory(Path.Combine(options.Directory, folder));
        using var handle = File.OpenHandle(full, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.Write(handle, bytes, 0);
    }

    /// <summary>Archives are fed by several systems, each with names of its own.</summary>
    private string NameOf(SampleSeries series, DataSet data, int number, bool isCopy)
    {
        var style = plan.IsMedia ? -1 : (int)(Prng.Hash((ulong)plan.Patient) % 10);
        var copy = isCopy ? "_1" : "";
        return style switch
        {
            -1 => $"{Root}/DICOM/PA{plan.Patient:D6}/ST{plan.Study:D6}/SE{series.Number:D6}/IM{number:D6}",
            < 4 => $"archive/{series.Study.Patient.Id}/STU{plan.Study + 1:D3}/SER{series.Number:D3}_{series.Modality}/{number:D6}{copy}.dcm",
            < 7 => $"pacs/{series.Study.Start.Year}/{series.Study.Uid}/{series.Uid}/{UidText(data)}{copy}",
            < 9 => $"export/PA{plan.Patient:D6}/ST{plan.Study:D6}/SE{series.Number:D6}/IM{number:D6}{copy}",
            _ => string.Create(CultureInfo.InvariantCulture, $"Überweisungen/{series.Study.Start:yyyy-MM}/{series.Study.Patient.Id}_{plan.Study}/{series.Number}-{number}{copy}.DCM"),
        };
    }

    private static string UidText(DataSet data) => System.Text.Encoding.ASCII.GetString(data.Bytes("SOPInstanceUID")).TrimEnd('\0');
}
