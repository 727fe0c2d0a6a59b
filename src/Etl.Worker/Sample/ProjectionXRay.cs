namespace Etl.Worker.Sample;

/// <summary>Projection radiography: CR (PS3.3 A.2), DX (A.26), mammography (A.27) and intra-oral (A.28).</summary>
internal static class ProjectionXRay
{
    private const string CrSopClass = "1.2.840.10008.5.1.4.1.1.1";
    private const string DxSopClass = "1.2.840.10008.5.1.4.1.1.1.1";
    private const string MgSopClass = "1.2.840.10008.5.1.4.1.1.1.2";
    private const string IoSopClass = "1.2.840.10008.5.1.4.1.1.1.3";

    private static readonly Template Cr = Template.Parse(
        """
        ImageType: ORIGINAL\PRIMARY
        AcquisitionDate: {date}
        AcquisitionTime: {time}
        ContentDate: {date}
        ContentTime: {time}
        BodyPartExamined: {part}
        KVP: 117
        PlateID: P0007
        DistanceSourceToDetector: 1800
        ExposureTime: 8
        XRayTubeCurrent: 250
        Exposure: 2
        ImagerPixelSpacing: 0.2\0.2
        Grid: FOCUSED
        ViewPosition: {view}
        CassetteOrientation: PORTRAIT
        CassetteSize: 35CMX43CM
        ExposuresOnPlate: 1
        RelativeXRayExposure: 1250
        Sensitivity: 210
        ProtocolName: {part} {view}
        AcquisitionNumber: 1
        PatientOrientation: L\F
        WindowCenter: 2047
        WindowWidth: 4095
        LossyImageCompression: 00
        """);

    private static readonly Template Digital = Template.Parse(
        """
        ImageType: DERIVED\PRIMARY
        AcquisitionDate: {date}
        AcquisitionTime: {time}
        ContentDate: {date}
        ContentTime: {time}
        PresentationIntentType: FOR PRESENTATION
        AnatomicRegionSequence @ {region}
        BodyPartExamined: {part}
        KVP: {kvp}
        ExposureTime: 12
        XRayTubeCurrent: 320
        Exposure: 4
        ExposureInuAs: 3840
        ImageAndFluoroscopyAreaDoseProduct: 1.42
        ImagerPixelSpacing: 0.143\0.143
        FocalSpots: 0.6
        AnodeTargetMaterial: {anode}
        ViewPosition: {view}
        ProtocolName: {part} {view}
        DetectorType: DIRECT
        DetectorID: D{kvp}
        DetectorTemperature: 31.5
        FieldOfViewShape: RECTANGLE
        FieldOfViewDimensions: 430\350
        FieldOfViewOrigin: 0\0
        FieldOfViewRotation: 0
        FieldOfViewHorizontalFlip: NO
        AcquisitionNumber: 1
        PatientOrientation: {orientation}
        ImageLaterality: {side}
        BurnedInAnnotation: NO
        LossyImageCompression: 00
        PixelIntensityRelationship: LOG
        PixelIntensityRelationshipSign: -1
        RescaleIntercept: 0
        RescaleSlope: 1
        RescaleType: US
        WindowCenter: 2048
        WindowWidth: 4096
        PresentationLUTShape: IDENTITY
        AcquisitionContextSequence: 
        """);

    private static readonly Template Breast = Template.Parse(
        """
        AnatomicRegionSequence @ 76752008|SCT|Breast
        ViewCodeSequence
          CodeValue: {code}
          CodingSchemeDesignator: SCT
          CodeMeaning: {meaning}
          ViewModifierCodeSequence: 
        PositionerType: MAMMOGRAPHIC
        PositionerPrimaryAngle: {angle}
        PositionerSecondaryAngle: 0
        OrganExposed: BREAST
        OrganDose: 0.0132
        EntranceDoseInmGy: 5.1
        HalfValueLayer: 0.541
        BodyPartThickness: 54
        CompressionForce: 96.2
        FilterMaterial: RHODIUM
        BreastImplantPresent: NO
        PartialView: NO
        EstimatedRadiographicMagnificationFactor: 1.07
        DistanceSourceToDetector: 700
        """);

    public static void ComputedRadiography(StudyContext study, int count) => Write(study, "CR", CrSopClass, count, (series, data, index) =>
    {
        var (date, time) = StudyContext.Stamp(study.TimeOf(series, 20 * index));
        Cr.Fill(data, ("date", date), ("time", time), ("part", study.Region.Examined), ("view", index % 2 == 0 ? "PA" : "LL"));
        return ImagePixels.Gray16(series, data);
    });

    public static void DigitalXRay(StudyContext study, int count) => Write(study, "DX", DxSopClass, count, (series, data, index) =>
    {
        Fill(series, data, index, index % 2 == 0 ? "AP" : "LL", "U", "TUNGSTEN", "81");
        data.Set("PositionerType", "COLUMN").Set("SpatialResolution", 0.143);
        return ImagePixels.Gray16(series, data);
    });

    public static void Mammography(StudyContext study, int count) => Write(study, "MG", MgSopClass, count, (series, data, index) =>
    {
        var isLeft = index % 2 == 1;
        var isOblique = index % 4 >= 2;
        Fill(series, data, index, isOblique ? "MLO" : "CC", isLeft ? "L" : "R", "TUNGSTEN", "29");
        Breast.Fill(
            data, ("code", isOblique ? "399368009" : "399162004"), ("meaning", isOblique ? "medio-lateral oblique" : "cranio-caudal"),
            ("angle", isOblique ? "45" : "0"));
        data.Set("SeriesDescription", $"{(isLeft ? "L" : "R")} {(isOblique ? "MLO" : "CC")}").Set("PatientOrientation", isLeft ? @"A\R" : @"P\L");
        return ImagePixels.Gray16(series, data, stored: 14);
    });

    public static void IntraOral(StudyContext study, int count) => Write(study, "IO", IoSopClass, count, (series, data, index) =>
    {
        Fill(series, data, index, "AP", "B", "TUNGSTEN", "65");
        data.Set("PositionerType", "NONE");
        data.SetItems("AnatomicRegionSequence", DataSet.Code("661005|SCT|Jaw region"))
            .SetItems("PrimaryAnatomicStructureSequence", DataSet.Code("38199008|SCT|Tooth"));
        return ImagePixels.Gray16(series, data);
    });

    private static void Write(StudyContext study, string modality, string sopClass, int count, Func<SampleSeries, DataSet, int, DataSet> fill)
    {
        var series = study.NewSeries(modality, $"{study.Region.Examined} {modality}", count, modality == "IO" ? "DX" : null);
        series.Format = study.ImageFormat;
        for (var i = 0; i < count; i++)
            series.Add(fill(series, series.NewInstance(sopClass), i));
    }

    private static void Fill(SampleSeries series, DataSet data, int index, string view, string side, string anode, string kvp)
    {
        var (date, time) = StudyContext.Stamp(series.Study.TimeOf(series, 20 * index));
        Digital.Fill(
            data, ("date", date), ("time", time), ("region", series.Study.Region.Code), ("part", series.Study.Region.Examined), ("kvp", kvp),
            ("anode", anode), ("view", view), ("orientation", @"L\F"), ("side", side));
    }
}
