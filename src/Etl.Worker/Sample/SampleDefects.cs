namespace Etl.Worker.Sample;

/// <summary>What is wrong on purpose in an archive. The groups are told apart by <see cref="SampleDefects.KindOf"/>.</summary>
public enum SampleDefect
{
    // Bytes and values of one instance, as found in the wild
    DsComma,
    DaOldForm,
    IsDecimal,
    TmOldForm,
    VrMismatch,
    VrUn,
    OddLength,
    OutOfOrder,
    ValuesBeyondVm,
    ModalityMissing,
    CharsetUndeclared,
    CsLowerCase,
    UiLeadingZero,
    NulPadding,
    ValueTooLong,
    PrivateWithoutCreator,
    GroupLength,
    MetaMissing,
    MetaLengthMissing,
    MetaLengthWrong,
    TransferSyntaxWrong,
    TrailingZeros,

    // What several instances say about each other
    StoredTwice,
    ResentEdited,
    UidReused,
    SeriesGap,
    InstanceNumberTwice,
    SeriesConflict,
    StudyOfTwoPatients,
    PatientTwoSexes,
    PatientTwoBirthDates,
    BirthAfterStudy,
    StudyInFuture,
    DanglingReference,

    // Files without an instance
    EmptyFile,
    TextFile,
    TruncatedHeader,
    ZipFile,
    GzipFile,
    JpegFile,
}

/// <summary>Where a defect is to be looked for.</summary>
public enum SampleDefectKind
{
    Encoding,
    Consistency,
    BrokenFile,
}

/// <summary>One line of <see cref="SampleDefects.All"/>.</summary>
/// <param name="Defect">The defect.</param>
/// <param name="Kind">Where to look for it.</param>
/// <param name="What">What the file or the archive shows.</param>
public sealed record SampleDefectDescription(SampleDefect Defect, SampleDefectKind Kind, string What);

/// <summary>
/// The table of seeded defects. Encoding: each once from 200 instances up, then about 1 in 400 of CT, MR, CR and DX instances.
/// Consistency: each once from 200 instances up, then about 1 in 12 studies of CT or MR has one. Broken files: one of each
/// kind from 50 instances up, then about 1 in 1,000. The exact places are in <see cref="SampleSummary.Defects"/>.
/// </summary>
public static class SampleDefects
{
    public static IReadOnlyList<SampleDefectDescription> All { get; } =
    [
        new(SampleDefect.DsComma, SampleDefectKind.Encoding, "SliceThickness '2,5'"),
        new(SampleDefect.DaOldForm, SampleDefectKind.Encoding, "AcquisitionDate as YYYY.MM.DD"),
        new(SampleDefect.IsDecimal, SampleDefectKind.Encoding, "AcquisitionNumber '1.0'"),
        new(SampleDefect.TmOldForm, SampleDefectKind.Encoding, "ContentTime as HH:MM:SS"),
        new(SampleDefect.VrMismatch, SampleDefectKind.Encoding, "Rows as UL, StationName as LO"),
        new(SampleDefect.VrUn, SampleDefectKind.Encoding, "ProtocolName and SeriesDescription as UN"),
        new(SampleDefect.OddLength, SampleDefectKind.Encoding, "ImageComments of 13 bytes, no pad"),
        new(SampleDefect.OutOfOrder, SampleDefectKind.Encoding, "StationName after the element that follows it"),
        new(SampleDefect.ValuesBeyondVm, SampleDefectKind.Encoding, "SeriesDescription with two values"),
        new(SampleDefect.ModalityMissing, SampleDefectKind.Encoding, "no Modality"),
        new(SampleDefect.CharsetUndeclared, SampleDefectKind.Encoding, "Latin-1 in InstitutionName without SpecificCharacterSet"),
        new(SampleDefect.CsLowerCase, SampleDefectKind.Encoding, "BodyPartExamined in lower case"),
        new(SampleDefect.UiLeadingZero, SampleDefectKind.Encoding, "FrameOfReferenceUID with a component 007"),
        new(SampleDefect.NulPadding, SampleDefectKind.Encoding, "StationName padded with NUL"),
        new(SampleDefect.ValueTooLong, SampleDefectKind.Encoding, "StationName of 24 characters, KVP of 20"),
        new(SampleDefect.PrivateWithoutCreator, SampleDefectKind.Encoding, "(0077,1001) without (0077,0010)"),
        new(SampleDefect.GroupLength, SampleDefectKind.Encoding, "(0008,0000) outside the meta group"),
        new(SampleDefect.MetaMissing, SampleDefectKind.Encoding, "bare data set: no preamble, no meta group"),
        new(SampleDefect.MetaLengthMissing, SampleDefectKind.Encoding, "no (0002,0000)"),
        new(SampleDefect.MetaLengthWrong, SampleDefectKind.Encoding, "(0002,0000) is 20"),
        new(SampleDefect.TransferSyntaxWrong, SampleDefectKind.Encoding, "meta says implicit VR, the data set is explicit"),
        new(SampleDefect.TrailingZeros, SampleDefectKind.Encoding, "eight zero bytes after the data set"),
        new(SampleDefect.StoredTwice, SampleDefectKind.Consistency, "the same bytes under two names"),
        new(SampleDefect.ResentEdited, SampleDefectKind.Consistency, "one SOPInstanceUID stored again with another PatientName and StudyDescription"),
        new(SampleDefect.UidReused, SampleDefectKind.Consistency, "two images of a series share a SOPInstanceUID"),
        new(SampleDefect.SeriesGap, SampleDefectKind.Consistency, "the fourth image of a series is not there"),
        new(SampleDefect.InstanceNumberTwice, SampleDefectKind.Consistency, "two images of a series have one InstanceNumber"),
        new(SampleDefect.SeriesConflict, SampleDefectKind.Consistency, "one image has another SeriesDescription, Manufacturer and FrameOfReferenceUID than its series"),
        new(SampleDefect.StudyOfTwoPatients, SampleDefectKind.Consistency, "one image of a study has another PatientID"),
        new(SampleDefect.PatientTwoSexes, SampleDefectKind.Consistency, "a patient's second study has another PatientSex"),
        new(SampleDefect.PatientTwoBirthDates, SampleDefectKind.Consistency, "a patient's second study has another PatientBirthDate"),
        new(SampleDefect.BirthAfterStudy, SampleDefectKind.Consistency, "PatientBirthDate lies after StudyDate"),
        new(SampleDefect.StudyInFuture, SampleDefectKind.Consistency, "StudyDate in the year 2093"),
        new(SampleDefect.DanglingReference, SampleDefectKind.Consistency, "derived objects refer to an image that is not there"),
        new(SampleDefect.EmptyFile, SampleDefectKind.BrokenFile, "no bytes"),
        new(SampleDefect.TextFile, SampleDefectKind.BrokenFile, "plain text"),
        new(SampleDefect.TruncatedHeader, SampleDefectKind.BrokenFile, "a DICOM file cut inside its header"),
        new(SampleDefect.ZipFile, SampleDefectKind.BrokenFile, "a ZIP archive"),
        new(SampleDefect.GzipFile, SampleDefectKind.BrokenFile, "a gzip stream"),
        new(SampleDefect.JpegFile, SampleDefectKind.BrokenFile, "a JPEG named .dcm"),
    ];

    public static SampleDefectKind KindOf(SampleDefect defect) => All[(int)defect].Kind;
}
