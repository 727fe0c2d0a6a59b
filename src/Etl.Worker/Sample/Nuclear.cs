namespace Etl.Worker.Sample;

/// <summary>Positron emission (PS3.3 A.21) and nuclear medicine (A.5) images.</summary>
internal static class Nuclear
{
    public const string PetSopClass = "1.2.840.10008.5.1.4.1.1.128";
    private const string NmSopClass = "1.2.840.10008.5.1.4.1.1.20";

    private static readonly Template Pet = Template.Parse(
        """
        ImageType: ORIGINAL\PRIMARY
        AcquisitionDate: {date}
        ContentDate: {date}
        AnatomicRegionSequence @ {region}
        BodyPartExamined: {part}
        SliceThickness: 3
        ReconstructionDiameter: 700
        GantryDetectorTilt: 0
        TableHeight: 154.5
        FieldOfViewShape: CYLINDRICAL RING
        FieldOfViewDimensions: 700\162
        CollimatorType: NONE
        ConvolutionKernel: XYZ Gauss5.00
        ActualFrameDuration: 120000
        AcquisitionNumber: 1
        ImageOrientationPatient: 1\0\0\0\1\0
        PositionReferenceIndicator:
        PatientOrientationCodeSequence
          CodeValue: 102538003
          CodingSchemeDesignator: SCT
          CodeMeaning: recumbent
          PatientOrientationModifierCodeSequence @ 40199007|SCT|supine
        PatientGantryRelationshipCodeSequence @ 102540001|SCT|headfirst
        RadiopharmaceuticalInformationSequence
          Radiopharmaceutical: Fluorodeoxyglucose
          RadiopharmaceuticalVolume: 1.2
          RadiopharmaceuticalStartTime: {injection}
          RadionuclideTotalDose: {dose}
          RadionuclideHalfLife: 6586.2
          RadionuclidePositronFraction: 0.97
          RadiopharmaceuticalStartDateTime: {date}{injection}
          RadionuclideCodeSequence @ 77004003|SCT|^18^Fluorine
          AdministrationRouteCodeSequence @ 47625008|SCT|Intravenous route
          RadiopharmaceuticalCodeSequence @ 35321007|SCT|Fluorodeoxyglucose F^18^
        SeriesType: WHOLE BODY\IMAGE
        Units: BQML
        CountsSource: EMISSION
        RandomsCorrectionMethod: DLYD
        AttenuationCorrectionMethod: measured,AC CT Brain
        DecayCorrection: START
        ReconstructionMethod: PSF+TOF 2i21s
        ScatterCorrectionMethod: Model-based
        CorrectedImage: NORM\DTIM\ATTN\SCAT\DECY\RAN
        DecayFactor: 1.04
        DoseCalibrationFactor: 1
        ScatterFractionFactor: 0.34
        NumberOfSlices: {count}
        AxialAcceptance: 38
        AxialMash: 5\6
        RescaleIntercept: 0
        RescaleType: BQML
        PixelSpacing: {spacing}\{spacing}
        """);

    private static readonly Template Nm = Template.Parse(
        """
        ImageType: ORIGINAL\PRIMARY\{type}\EMISSION
        AcquisitionDate: {date}
        AcquisitionTime: {time}
        ContentDate: {date}
        ContentTime: {time}
        BodyPartExamined: {part}
        CountsAccumulated: 812345
        ActualFrameDuration: 20000
        AcquisitionTerminationCondition: TIME
        AcquisitionNumber: 1
        NumberOfFrames: {frames}
        FrameIncrementPointer: 00540010\00540020
        EnergyWindowVector: {ones}
        NumberOfEnergyWindows: 1
        EnergyWindowInformationSequence
          EnergyWindowRangeSequence
            EnergyWindowLowerLimit: 126.45
            EnergyWindowUpperLimit: 154.55
          EnergyWindowName: Tc99m
        DetectorVector: {vector}
        NumberOfDetectors: {frames}
        DetectorInformationSequence
          CollimatorGridName: LEHR
          CollimatorType: PARA
          FieldOfViewShape: RECTANGLE
          ImageOrientationPatient:
          ImagePositionPatient:
          -
          CollimatorGridName: LEHR
          CollimatorType: PARA
          FieldOfViewShape: RECTANGLE
          ImageOrientationPatient:
          ImagePositionPatient:
        PatientOrientationCodeSequence
          CodeValue: 102538003
          CodingSchemeDesignator: SCT
          CodeMeaning: recumbent
          PatientOrientationModifierCodeSequence @ 40199007|SCT|supine
        PatientGantryRelationshipCodeSequence @ 102540001|SCT|headfirst
        RadiopharmaceuticalInformationSequence
          Radiopharmaceutical: Tc-99m DPD
          RadionuclideTotalDose: 650
          RadionuclideCodeSequence @ 72454002|SCT|^99m^Technetium
        PixelSpacing: 2.4\2.4
        """);

    public static void PetImages(StudyContext study, int count)
    {
        var series = study.NewSeries("PT", "PET WB AC", count);
        series.Format = study.ImageFormat;
        series.FrameOfReference = study.Series[0].FrameOfReference is { Length: > 0 } shared ? shared : study.NewUid();
        var side = ImagePixels.Side(series, 2);
        series.Geometry = (-600, 3, Math.Round(700.0 / side, 6), side);
        var (date, _) = StudyContext.Stamp(study.Start);
        var (_, injection) = StudyContext.Stamp(study.Start.AddMinutes(-61));
        Pet.Fill(
            series.Common,
            ("date", date), ("region", study.Region.Code), ("part", study.Region.Examined), ("injection", injection[..6]),
            ("dose", $"{study.Random.Between(180, 380)}000000"), ("count", $"{count}"), ("spacing", $"{series.Geometry.Spacing}"));
        series.Common.Set("FrameOfReferenceUID", series.FrameOfReference);
        PrivateBlocks.Add(series.Device.Vendor == Vendor.Ge ? Vendor.Ge : Vendor.Other, "PT", series.Common);
        for (var i = 0; i < count; i++)
        {
            var z = series.Geometry.Origin + 3 * i;
            var (_, time) = StudyContext.Stamp(study.TimeOf(series, i));
            var slope = Math.Round(0.2 + study.Random.Uniform(0, 1), 5);
            var data = series.NewInstance(PetSopClass)
                .Set("AcquisitionTime", time).Set("ContentTime", time).Set("ImagePositionPatient", -350, -350, z).Set("SliceLocation", z)
                .Set("FrameReferenceTime", 1000.0 * i).Set("ImageIndex", i + 1).Set("RescaleSlope", slope)
                .Set("WindowCenter", 5000).Set("WindowWidth", 10000);
            series.Add(ImagePixels.Gray16(series, data, stored: 16, signed: true));
        }
    }

    public static void NuclearMedicine(StudyContext study, int count)
    {
        var series = study.NewSeries("NM", "WB ANT POST", count);
        var (date, time) = StudyContext.Stamp(study.TimeOf(series));
        for (var i = 0; i < count; i++)
        {
            var data = Nm.Fill(
                series.NewInstance(NmSopClass),
                ("type", "STATIC"), ("date", date), ("time", time), ("part", study.Region.Examined), ("frames", "2"), ("ones", @"1\1"), ("vector", @"1\2"));
            series.Add(ImagePixels.Gray16(series, data, stored: 16, frames: 2));
        }
    }
}
