namespace Etl.Worker.Sample;

/// <summary>Secondary captures (PS3.3 A.8), single and multi-frame: dose pages, screenshots, scanned sheets.</summary>
internal static class SecondaryCapture
{
    private static readonly Template Page = Template.Parse(
        """
        ImageType: DERIVED\SECONDARY\{type}
        ContentDate: {date}
        ContentTime: {time}
        ConversionType: WSD
        DateOfSecondaryCapture: {date}
        TimeOfSecondaryCapture: {time}
        SecondaryCaptureDeviceManufacturer: Sample Imaging Software
        SecondaryCaptureDeviceSoftwareVersions: 4.0
        PatientOrientation:
        Laterality:
        BurnedInAnnotation: YES
        """);

    /// <summary>The page of numbers that CT scanners add in their own modality.</summary>
    public static void DosePage(StudyContext study, int count) => Write(study, "CT", "Dose Report", "DOSE_INFO", count);

    public static void Screenshot(StudyContext study, int count) => Write(study, study.Series.Count == 0 ? "OT" : study.Series[0].Modality, "Screen Save", "SCREEN SAVE", count);

    public static void ScannedSheets(StudyContext study, int count)
    {
        var series = study.NewSeries("OT", "Scanned sheets", count);
        for (var i = 0; i < count; i++)
        {
            var data = Fill(series, "1.2.840.10008.5.1.4.1.1.7.2", "SCAN")
                .Set("ConversionType", "SD").Set("NumberOfFrames", 2).Set("FrameIncrementPointer", "00182001").Set("PageNumberVector", 1, 2)
                .Set("RescaleIntercept", 0).Set("RescaleSlope", 1).Set("RescaleType", "US").Set("PresentationLUTShape", "IDENTITY");
            series.Add(ImagePixels.Gray8(series, data, 2));
        }
    }

    private static void Write(StudyContext study, string modality, string description, string type, int count)
    {
        var series = study.NewSeries(modality, description, count);
        for (var i = 0; i < count; i++)
            series.Add(ImagePixels.Color(series, Fill(series, "1.2.840.10008.5.1.4.1.1.7", type)));
    }

    private static DataSet Fill(SampleSeries series, string sopClass, string type)
    {
        var (date, time) = StudyContext.Stamp(series.Study.TimeOf(series));
        return Page.Fill(series.NewInstance(sopClass), ("type", type), ("date", date), ("time", time));
    }
}
