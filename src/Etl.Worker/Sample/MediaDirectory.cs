namespace Etl.Worker.Sample;

/// <summary>A file of interchange media that its DICOMDIR lists.</summary>
internal sealed record MediaRecord(SampleSeries Series, DataSet Data, string FileId);

/// <summary>The DICOMDIR of one study's media: patient, study, series and image records linked by offset (PS3.3 F.3).</summary>
internal static class MediaDirectory
{
    private const string SopClass = "1.2.840.10008.1.3.10";

    private static readonly string[] PatientKeys = ["SpecificCharacterSet", "PatientName", "PatientID", "PatientBirthDate", "PatientSex"];
    private static readonly string[] StudyKeys = ["SpecificCharacterSet", "StudyDate", "StudyTime", "StudyDescription", "StudyInstanceUID", "StudyID", "AccessionNumber"];
    private static readonly string[] SeriesKeys = ["SpecificCharacterSet", "Modality", "SeriesInstanceUID", "SeriesNumber"];
    private static readonly string[] ImageKeys = ["SpecificCharacterSet", "InstanceNumber"];

    /// <summary>A record with its place in the tree; Next and Lower are indexes into the list, -1 for none.</summary>
    private sealed record Entry(DataSet Item)
    {
        public int Next { get; set; } = -1;

        public int Lower { get; set; } = -1;
    }

    public static byte[] Create(DicomWriter writer, IReadOnlyList<MediaRecord> files, string uid)
    {
        var entries = Link(files);
        var directory = new DataSet()
            .Set("FileSetID", "SAMPLE")
            .Set("OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity", 0)
            .Set("OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity", 0)
            .Set("FileSetConsistencyFlag", 0);
        var meta = new DataSet().SetBytes("FileMetaInformationVersion", Etl.Schema.Dicom.Vr.OB, [0, 1]).SetAll(
            ("MediaStorageSOPClassUID", SopClass), ("MediaStorageSOPInstanceUID", uid),
            ("TransferSyntaxUID", WireFormat.ExplicitLittle.TransferSyntax), ("ImplementationClassUID", "2.25.190146785312764389024653125786430195"));
        writer.UndefinedLengths = false;

        // Everything before the first item is as long with an empty sequence as with a full one.
        var offset = writer.Write(meta, directory.SetItems("DirectoryRecordSequence"), WireFormat.ExplicitLittle).Length;
        var first = offset;
        var offsets = new int[entries.Count];
        for (var i = 0; i < entries.Count; i++)
        {
            offsets[i] = offset;
            offset += writer.ItemSize(entries[i].Item);
        }

        foreach (var entry in entries)
        {
            entry.Item.Set("OffsetOfTheNextDirectoryRecord", entry.Next < 0 ? 0 : offsets[entry.Next])
                .Set("OffsetOfReferencedLowerLevelDirectoryEntity", entry.Lower < 0 ? 0 : offsets[entry.Lower]);
        }

        directory.Set("OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity", first)
            .Set("OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity", first)
            .SetItems("DirectoryRecordSequence", [.. entries.Select(entry => entry.Item)]);
        return writer.Write(meta, directory, WireFormat.ExplicitLittle).ToArray();
    }

    private static List<Entry> Link(IReadOnlyList<MediaRecord> files)
    {
        var entries = new List<Entry> { New("PATIENT", files[0].Data, PatientKeys), New("STUDY", files[0].Data, StudyKeys) };
        entries[0].Lower = 1;
        var previousSeries = -1;
        foreach (var series in files.GroupBy(file => file.Series))
        {
            var index = entries.Count;
            entries.Add(New("SERIES", series.First().Data, SeriesKeys));
            if (previousSeries < 0)
                entries[1].Lower = index;
            else
                entries[previousSeries].Next = index;
            previousSeries = index;
            entries[index].Lower = index + 1;
            foreach (var file in series)
            {
                if (entries.Count > index + 1)
                    entries[^1].Next = entries.Count;
                entries.Add(Image(file));
            }
        }

        return entries;
    }

    private static Entry Image(MediaRecord file)
    {
        var entry = New(TypeOf(file.Series.Modality), file.Data, ImageKeys);
        entry.Item.Set("ReferencedFileID", file.FileId)
            .Set("ReferencedSOPClassUIDInFile", file.Series.SopClass)
            .SetBytes("ReferencedSOPInstanceUIDInFile", Etl.Schema.Dicom.Vr.UI, file.Data.Bytes("SOPInstanceUID"))
            .Set("ReferencedTransferSyntaxUIDInFile", file.Series.Format.TransferSyntax);
        foreach (var key in new[] { "ContentDate", "ContentTime", "CompletionFlag", "VerificationFlag", "ConceptNameCodeSequence" })
        {
            if (entry.Item is { } item && TypeOf(file.Series.Modality) == "SR DOCUMENT" && file.Data.Bytes(key) is { Length: > 0 } bytes)
                item.SetBytes(key, Keywords.Get(key).Vr, bytes);
        }

        return entry;
    }

    private static Entry New(string type, DataSet source, string[] keys)
    {
        var item = new DataSet(source.Text)
            .Set("OffsetOfTheNextDirectoryRecord", 0)
            .Set("RecordInUseFlag", 0xFFFF)
            .Set("OffsetOfReferencedLowerLevelDirectoryEntity", 0)
            .Set("DirectoryRecordType", type);
        foreach (var key in keys)
        {
            if (source.Has(key))
                item.SetBytes(key, Keywords.Get(key).Vr, source.Bytes(key));
        }

        return new Entry(item);
    }

    private static string TypeOf(string modality) => modality switch
    {
        "SR" => "SR DOCUMENT",
        "KO" => "KEY OBJECT DOC",
        "PR" => "PRESENTATION",
        "ECG" => "WAVEFORM",
        "DOC" => "ENCAP DOC",
        "RTDOSE" => "RT DOSE",
        "RTPLAN" => "RT PLAN",
        "RTSTRUCT" => "RT STRUCTURE SET",
        "REG" => "REGISTRATION",
        "RWV" => "VALUE MAP",
        "ANN" => "ANNOTATION",
        _ => "IMAGE",
    };
}
