namespace Etl.Worker.Sample;

/// <summary>Ultrasound stills and loops (PS3.3 A.6, A.7).</summary>
internal static class Ultrasound
{
    private static readonly Template Image = Template.Parse(
        """
        ImageType: ORIGINAL\PRIMARY\ABDOMINAL\0001
        AcquisitionDate: {date}
        AcquisitionTime: {time}
        ContentDate: {date}
        ContentTime: {time}
        AnatomicRegionSequence @ {region}
        BodyPartExamined: {part}
        TransducerData: C5-1\\
        TransducerType: CURVED LINEAR
        ProtocolName: Free Form
        MechanicalIndex: 1.2
        BoneThermalIndex: 0.4
        SoftTissueThermalIndex: 0.3
        DepthOfScanField: 140
        HeartRate: 71
        SequenceOfUltrasoundRegions
          PhysicalUnitsXDirection: 3
          PhysicalUnitsYDirection: 3
          PhysicalDeltaX: 0.0215
          PhysicalDeltaY: 0.0215
          RegionLocationMinX0: 0
          RegionLocationMinY0: 0
          RegionLocationMaxX1: 8
          RegionLocationMaxY1: 8
          ReferencePixelX0: 4
          ReferencePixelY0: 0
          RegionSpatialFormat: 1
          RegionDataType: 1
          RegionFlags: 2
          TransducerFrequency: 3500
        PatientOrientation:
        BurnedInAnnotation: YES
        LossyImageCompression: 00
        UltrasoundColorDataPresent: 1
        """);

    public static void Stills(StudyContext study, int count) => Write(study, "1.2.840.10008.5.1.4.1.1.6.1", count, 1);

    public static void Loops(StudyContext study, int count) => Write(study, "1.2.840.10008.5.1.4.1.1.3.1", count, 12);

    private static void Write(StudyContext study, string sopClass, int count, int frames)
    {
        var series = study.NewSeries("US", frames == 1 ? "US stills" : "US cine", count);
        series.Format = study.ImageFormat.Codec is Codec.JpegLossless ? WireFormat.JpegBaseline : study.ImageFormat;
        for (var i = 0; i < count; i++)
        {
            var (date, time) = StudyContext.Stamp(study.TimeOf(series, 15 * i));
            var data = Image.Fill(
                series.NewInstance(sopClass), ("date", date), ("time", time), ("region", study.Region.Code), ("part", study.Region.Examined));
            if (frames > 1)
                data.Set("NumberOfFrames", frames).Set("FrameTime", 33.33).Set("FrameIncrementPointer", "00181063").Set("CineRate", 30).Set("StartTrim", 1).Set("StopTrim", frames);
            series.Add(ImagePixels.Color(series, data, frames));
        }
    }
}
