namespace Etl.Worker.Sample;

/// <summary>Classic CT images (PS3.3 A.3): localizer and helical series as scanners fill them.</summary>
internal static class CtSeries
{
    public const string SopClass = "1.2.840.10008.5.1.4.1.1.2";

    private static readonly Template Shared = Template.Parse(
        """
        AcquisitionDate: {date}
        ContentDate: {date}
        AnatomicRegionSequence @ {region}
        BodyPartExamined: {part}
        ScanOptions: {options}
        SliceThickness: {thickness}
        KVP: {kvp}
        DataCollectionDiameter: 500
        ProtocolName: {protocol}
        ReconstructionDiameter: {field}
        DistanceSourceToDetector: 1085.6
        DistanceSourceToPatient: 595
        GantryDetectorTilt: 0
        TableHeight: 168.5
        RotationDirection: CW
        ExposureTime: 500
        FilterType: WEDGE_3
        GeneratorPower: 42
        FocalSpots: 1.2
        DateOfLastCalibration: {date}
        TimeOfLastCalibration: 060000
        ConvolutionKernel: {kernel}
        PatientPosition: {position}
        ExposureModulationType: XYZ_EC
        RevolutionTime: 0.5
        SingleCollimationWidth: 0.625
        TotalCollimationWidth: 40
        TableSpeed: 78.75
        TableFeedPerRotation: 39.375
        SpiralPitchFactor: 0.984375
        DataCollectionCenterPatient: 0\-12.5\-340
        ReconstructionTargetCenterPatient: 0\-12.5\-340
        EstimatedDoseSaving: 20
        CTDIPhantomTypeCodeSequence @ 113691|DCM|IEC Body Dosimetry Phantom
        ContrastBolusAgent: {contrast}
        ContrastBolusRoute: {route}
        ContrastBolusVolume: {volume}
        ContrastBolusStartTime:
        ContrastBolusTotalDose: {volume}
        ContrastFlowRate: 3.5
        ContrastBolusIngredient: IODINE
        ContrastBolusIngredientConcentration: 300
        AcquisitionNumber: 1
        ImageOrientationPatient: {orientation}
        PositionReferenceIndicator: SN
        PixelSpacing: {spacing}\{spacing}
        RescaleIntercept: -1024
        RescaleSlope: 1
        RescaleType: HU
        LossyImageCompression: 00
        WindowCenter: {center}
        WindowWidth: {width}
        WindowCenterWidthExplanation: {window}
        MedicalAlerts:
        Allergies:
        CurrentPatientLocation:
        PatientState:
        PerformedProcedureStepEndDate: {date}
        PerformedProtocolCodeSequence @ {kvp}|99SAMPLE|{protocol}
        ImageComments:
        """);

    public static void Localizer(StudyContext study, int count)
    {
        var series = Open(study, "Scout", count, @"ORIGINAL\PRIMARY\LOCALIZER", @"1\0\0\0\0\-1", "SCOUT MODE", "0.6");
        for (var i = 0; i < count; i++)
            AddImage(series, i, 0, 0);
    }

    public static void Helical(StudyContext study, int count)
    {
        var kernel = study.Random.Pick("STANDARD", "LUNG", "BONEPLUS", "Br40d", "Bl57d", "FC08", "B");
        var contrast = study.Plan.Protocol.Description.Contains("contrast", StringComparison.Ordinal) ? "Portal venous" : "Native";
        var thickness = study.Random.Pick(0.625, 1.25, 2.5, 5.0);
        var description = $"{contrast} {thickness:0.###}mm {kernel}";
        var series = Open(study, description, count, @"ORIGINAL\PRIMARY\AXIAL", @"1\0\0\0\1\0", "HELICAL MODE", $"{thickness:0.###}", kernel);
        series.Geometry = series.Geometry with { Origin = study.Random.Between(-500, 100), Step = -thickness };
        for (var i = 0; i < count; i++)
            AddImage(series, i, series.Geometry.Origin + i * series.Geometry.Step, 30);
    }

    private static SampleSeries Open(
        StudyContext study, string description, int count, string imageType, string orientation, string options, string thickness, string kernel = "")
    {
        var random = study.Random;
        var series = study.NewSeries("CT", description, count);
        series.Format = study.ImageFormat;
        series.UndefinedLengths = random.Chance(0.3);
        series.FrameOfReference = study.Series[0] == series ? study.NewUid() : study.Series[0].FrameOfReference;
        var field = random.Between(300, 480);
        var side = ImagePixels.Side(series, 2);
        series.Geometry = (0, 1, Math.Round((double)field / side, 6), side);
        var contrast = description.StartsWith("Portal", StringComparison.Ordinal);
        var (date, _) = StudyContext.Stamp(study.Start);
        Shared.Fill(
            series.Common,
            ("date", date), ("region", study.Region.Code), ("part", study.Region.Examined), ("options", options), ("thickness", thickness),
            ("kvp", random.Pick("80", "100", "120", "120", "140")), ("protocol", $"{study.Region.Examined} ROUTINE"), ("field", $"{field}"),
            ("kernel", kernel), ("position", random.Pick("HFS", "FFS", "FFS")), ("contrast", contrast ? "Iohexol 300" : ""),
            ("route", contrast ? "IV" : ""), ("volume", contrast ? "90" : ""), ("orientation", orientation), ("spacing", $"{series.Geometry.Spacing}"),
            ("center", kernel.Contains('L', StringComparison.Ordinal) ? @"-600\40" : @"40\300"), ("width", @"1500\400"), ("window", @"WINDOW1\WINDOW2"));
        series.Common.Set("ImageType", imageType).Set("FrameOfReferenceUID", series.FrameOfReference);
        PrivateBlocks.Add(series.Device.Vendor, "CT", series.Common);
        return series;
    }

    private static void AddImage(SampleSeries series, int index, double z, int modulation)
    {
        var random = series.Study.Random;
        var (date, time) = StudyContext.Stamp(series.Study.TimeOf(series, 0.25 * index));
        var half = series.Geometry.Spacing * series.Geometry.Side / 2;
        var current = 180 + random.Next(modulation + 1);
        var data = series.NewInstance(SopClass)
            .Set("AcquisitionDateTime", date + time)
            .Set("AcquisitionTime", time)
            .Set("ContentTime", time)
            .Set("InstanceCreationTime", time)
            .Set("ImagePositionPatient", -half, -half, z)
            .Set("SliceLocation", z)
            .Set("TablePosition", z)
            .Set("XRayTubeCurrent", current)
            .Set("Exposure", current / 2)
            .Set("ExposureInuAs", current * 500.0)
            .Set("CTDIvol", Math.Round(current * 0.043, 3))
            .Set("SmallestImagePixelValue", 0)
            .Set("LargestImagePixelValue", 1500 + random.Next(1500));
        series.Add(ImagePixels.Gray16(series, data));
    }
}
