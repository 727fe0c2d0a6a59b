namespace Etl.Worker.Sample;

/// <summary>X-ray angiography (PS3.3 A.14) and radiofluoroscopy (A.16): short multi-frame runs.</summary>
internal static class Angiography
{
    private static readonly Template Run = Template.Parse(
        """
        ImageType: ORIGINAL\PRIMARY\SINGLE PLANE
        AcquisitionDate: {date}
        AcquisitionTime: {time}
        ContentDate: {date}
        ContentTime: {time}
        BodyPartExamined: {part}
        KVP: {kvp}
        DistanceSourceToDetector: 1100
        DistanceSourceToPatient: 765
        ExposureTime: 320
        XRayTubeCurrent: 430
        Exposure: 138
        ImageAndFluoroscopyAreaDoseProduct: 12.5
        ImagerPixelSpacing: 0.308\0.308
        RadiationSetting: GR
        RadiationMode: PULSED
        AveragePulseWidth: 6.2
        FieldOfViewShape: ROUND
        IntensifierSize: 220
        FrameTime: 66.67
        CineRate: 15
        RecommendedDisplayFrameRate: 15
        ContrastBolusAgent: Iopromide
        AcquisitionNumber: 1
        PatientOrientation:
        NumberOfFrames: {frames}
        FrameIncrementPointer: 00181063
        PixelIntensityRelationship: LIN
        LossyImageCompression: 00
        WindowCenter: 2048
        WindowWidth: 4096
        """);

    public static void Angiogram(StudyContext study, int count) => Write(study, "XA", "1.2.840.10008.5.1.4.1.1.12.1", count);

    public static void Fluoroscopy(StudyContext study, int count) => Write(study, "RF", "1.2.840.10008.5.1.4.1.1.12.2", count);

    private static void Write(StudyContext study, string modality, string sopClass, int count)
    {
        var series = study.NewSeries(modality, modality == "XA" ? "Coronary run" : "Swallow", count);
        series.Format = study.ImageFormat;
        for (var i = 0; i < count; i++)
        {
            var (date, time) = StudyContext.Stamp(study.TimeOf(series, 40 * i));
            var frames = study.Random.Between(4, 20);
            var data = Run.Fill(
                series.NewInstance(sopClass),
                ("date", date), ("time", time), ("part", study.Region.Examined), ("kvp", $"{study.Random.Between(65, 110)}"), ("frames", $"{frames}"));
            if (modality == "XA")
                data.Set("PositionerMotion", "STATIC").Set("PositionerPrimaryAngle", -30 + 15 * (i % 5)).Set("PositionerSecondaryAngle", 20).Set("TableMotion", "STATIC");
            series.Add(ImagePixels.Gray16(series, data, frames: frames));
        }
    }
}
