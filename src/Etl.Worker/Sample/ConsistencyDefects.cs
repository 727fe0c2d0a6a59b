namespace Etl.Worker.Sample;

/// <summary>Applies one defect of <see cref="SampleDefectKind.Consistency"/> that a single instance can show.</summary>
internal static class ConsistencyDefects
{
    /// <summary>The defects that need a series of some images; each is a study's own.</summary>
    public static readonly SampleDefect[] OfHostSeries =
    [
        SampleDefect.StoredTwice, SampleDefect.ResentEdited, SampleDefect.UidReused, SampleDefect.SeriesGap,
        SampleDefect.InstanceNumberTwice, SampleDefect.SeriesConflict, SampleDefect.StudyOfTwoPatients,
        SampleDefect.BirthAfterStudy, SampleDefect.StudyInFuture,
    ];

    /// <summary>True if the instance shows the defect, whether set here or by its study.</summary>
    public static bool Apply(SampleDefect defect, DataSet data, string previousUid, string previousNumber, Func<string> newUid)
    {
        switch (defect)
        {
            case SampleDefect.UidReused:
                data.Set("SOPInstanceUID", previousUid);
                return true;
            case SampleDefect.InstanceNumberTwice:
                data.Set("InstanceNumber", previousNumber);
                return true;
            case SampleDefect.SeriesConflict:
                data.Set("SeriesDescription", "From elsewhere").Set("Manufacturer", "Another Maker").Set("FrameOfReferenceUID", newUid());
                return true;
            case SampleDefect.StudyOfTwoPatients:
                data.Set("PatientID", "MIXED-UP").Set("PatientName", "Mixed^Up");
                return true;
            default:
                return defect is SampleDefect.PatientTwoSexes or SampleDefect.PatientTwoBirthDates or SampleDefect.BirthAfterStudy
                    or SampleDefect.StudyInFuture or SampleDefect.DanglingReference;
        }
    }
}
