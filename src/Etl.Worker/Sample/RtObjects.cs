namespace Etl.Worker.Sample;

/// <summary>Radiotherapy (PS3.3 A.17 – A.20): structure set on the CT, plan on the structures, dose of the plan, portal images.</summary>
internal static class RtObjects
{
    private const string StructureClass = "1.2.840.10008.5.1.4.1.1.481.3";
    private const string PlanClass = "1.2.840.10008.5.1.4.1.1.481.5";

    private static readonly (string Name, string Type, string Color)[] Regions =
        [("BODY", "EXTERNAL", @"0\255\0"), ("PTV 60", "PTV", @"255\0\0"), ("Spinal Cord", "ORGAN", @"255\255\0"), ("Lung L", "ORGAN", @"0\0\255")];

    private static readonly Template Structure = Template.Parse(
        """
        StructureSetLabel: PLANNING
        StructureSetName: Planning structures
        StructureSetDate: {date}
        StructureSetTime: {time}
        ApprovalStatus: UNAPPROVED
        PositionReferenceIndicator:
        """);

    private static readonly Template Plan = Template.Parse(
        """
        RTPlanLabel: SAMPLE PLAN
        RTPlanName: Two fields
        RTPlanDate: {date}
        RTPlanTime: {time}
        PlanIntent: CURATIVE
        RTPlanGeometry: PATIENT
        DoseReferenceSequence
          DoseReferenceNumber: 1
          DoseReferenceStructureType: SITE
          DoseReferenceDescription: PTV
          DoseReferenceType: TARGET
          TargetPrescriptionDose: 60
        FractionGroupSequence
          FractionGroupNumber: 1
          NumberOfFractionsPlanned: 30
          NumberOfBeams: 2
          NumberOfBrachyApplicationSetups: 0
          ReferencedBeamSequence
            BeamDose: 1
            BeamMeterset: 110.5
            ReferencedBeamNumber: 1
            -
            BeamDose: 1
            BeamMeterset: 98.25
            ReferencedBeamNumber: 2
        PatientSetupSequence
          PatientPosition: HFS
          PatientSetupNumber: 1
          SetupTechnique: ISOCENTRIC
        ApprovalStatus: UNAPPROVED
        """);

    private static readonly Template Beam = Template.Parse(
        """
        Manufacturer: {maker}
        TreatmentMachineName: LINAC{number}
        PrimaryDosimeterUnit: MU
        SourceAxisDistance: 1000
        BeamLimitingDeviceSequence
          RTBeamLimitingDeviceType: X
          NumberOfLeafJawPairs: 1
          -
          RTBeamLimitingDeviceType: Y
          NumberOfLeafJawPairs: 1
        BeamNumber: {number}
        BeamName: Field {number}
        BeamType: STATIC
        RadiationType: PHOTON
        TreatmentDeliveryType: TREATMENT
        NumberOfWedges: 0
        NumberOfCompensators: 0
        NumberOfBoli: 0
        NumberOfBlocks: 0
        FinalCumulativeMetersetWeight: 1
        NumberOfControlPoints: 2
        ControlPointSequence
          ControlPointIndex: 0
          NominalBeamEnergy: 6
          DoseRateSet: 600
          BeamLimitingDevicePositionSequence
            RTBeamLimitingDeviceType: X
            LeafJawPositions: -50\50
            -
            RTBeamLimitingDeviceType: Y
            LeafJawPositions: -60\60
          GantryAngle: {angle}
          GantryRotationDirection: NONE
          BeamLimitingDeviceAngle: 0
          BeamLimitingDeviceRotationDirection: NONE
          PatientSupportAngle: 0
          PatientSupportRotationDirection: NONE
          TableTopEccentricAngle: 0
          TableTopEccentricRotationDirection: NONE
          TableTopVerticalPosition:
          TableTopLongitudinalPosition:
          TableTopLateralPosition:
          IsocenterPosition: 0\0\-40
          CumulativeMetersetWeight: 0
          -
          ControlPointIndex: 1
          CumulativeMetersetWeight: 1
        ReferencedPatientSetupNumber: 1
        """);

    private static readonly Template Dose = Template.Parse(
        """
        ContentDate: {date}
        ContentTime: {time}
        FrameOfReferenceUID: {reference}
        PositionReferenceIndicator:
        ImageOrientationPatient: 1\0\0\0\1\0
        ImagePositionPatient: -200\-200\-40
        SliceThickness:
        NumberOfFrames: {frames}
        FrameIncrementPointer: 3004000C
        PixelSpacing: 2.5\2.5
        DoseUnits: GY
        DoseType: PHYSICAL
        DoseSummationType: PLAN
        GridFrameOffsetVector: {offsets}
        DoseGridScaling: 0.0012
        TissueHeterogeneityCorrection: IMAGE
        DVHSequence
          DVHReferencedROISequence
            DVHROIContributionType: INCLUDED
            ReferencedROINumber: 2
          DVHType: CUMULATIVE
          DoseUnits: GY
          DoseType: PHYSICAL
          DVHDoseScaling: 1
          DVHVolumeUnits: CM3
          DVHNumberOfBins: 4
          DVHData: 15\100\15\98\15\95\15\12
          DVHMinimumDose: 54.1
          DVHMaximumDose: 63.2
          DVHMeanDose: 59.9
        """);

    private static readonly Template Portal = Template.Parse(
        """
        ImageType: ORIGINAL\PRIMARY\PORTAL
        ContentDate: {date}
        ContentTime: {time}
        PatientOrientation:
        ConversionType: DI
        RTImageLabel: Field 1
        RTImagePlane: NORMAL
        XRayImageReceptorTranslation: 0\0\-500
        XRayImageReceptorAngle: 0
        RTImageOrientation: 1\0\0\0\-1\0
        ImagePlanePixelSpacing: 0.784\0.784
        RTImagePosition: -200\200
        RadiationMachineName: LINAC1
        RadiationMachineSAD: 1000
        RadiationMachineSSD: 1000
        RTImageSID: 1500
        PrimaryDosimeterUnit: MU
        GantryAngle: 0
        BeamLimitingDeviceAngle: 0
        PatientSupportAngle: 0
        TableTopEccentricAngle: 0
        ReportedValuesOrigin: ACTUAL
        ReferencedBeamNumber: 1
        PositionReferenceIndicator:
        """);

    public static void StructureSet(StudyContext study, int count)
    {
        var images = study.Volume();
        var series = Open(study, "RTSTRUCT", "Structures", count, out var date, out var time);
        series.FrameOfReference = images.FrameOfReference;
        for (var i = 0; i < count; i++)
        {
            var data = Structure.Fill(series.NewInstance(StructureClass), ("date", date), ("time", time)).Set("FrameOfReferenceUID", images.FrameOfReference);
            var studyReference = new DataSet().Set("ReferencedSOPClassUID", "1.2.840.10008.3.1.2.3.1").Set("ReferencedSOPInstanceUID", study.Uid)
                .SetItems("RTReferencedSeriesSequence", new DataSet().Set("SeriesInstanceUID", images.Uid).SetItems("ContourImageSequence", images.References()));
            data.SetItems("ReferencedFrameOfReferenceSequence", new DataSet()
                .Set("FrameOfReferenceUID", images.FrameOfReference).SetItems("RTReferencedStudySequence", studyReference));
            data.SetItems("StructureSetROISequence", [.. Regions.Select((region, index) => new DataSet()
                .Set("ROINumber", index + 1).Set("ReferencedFrameOfReferenceUID", images.FrameOfReference)
                .Set("ROIName", region.Name).Set("ROIGenerationAlgorithm", "SEMIAUTOMATIC"))]);
            data.SetItems("ROIContourSequence", [.. Regions.Select((region, index) => new DataSet()
                .Set("ROIDisplayColor", region.Color).Set("ReferencedROINumber", index + 1).SetItems("ContourSequence", Contours(images, index)))]);
            data.SetItems("RTROIObservationsSequence", [.. Regions.Select((region, index) => new DataSet()
                .Set("ObservationNumber", index + 1).Set("ReferencedROINumber", index + 1).Set("RTROIInterpretedType", region.Type).Set("ROIInterpreter", ""))]);
            series.Add(data);
        }
    }

    public static void TreatmentPlan(StudyContext study, int count)
    {
        var structures = study.Source("RTSTRUCT");
        var series = Open(study, "RTPLAN", "Plan", count, out var date, out var time);
        for (var i = 0; i < count; i++)
        {
            var data = Plan.Fill(series.NewInstance(PlanClass), ("date", date), ("time", time)).Set("FrameOfReferenceUID", structures.FrameOfReference).Set("PositionReferenceIndicator", "");
            data.SetItems("BeamSequence", [.. Enumerable.Range(1, 2).Select(beam => Beam.New(
                ("maker", series.Device.Manufacturer), ("number", $"{beam}"), ("angle", $"{(beam - 1) * 90}")))]);
            series.Add(data.SetItems("ReferencedStructureSetSequence", structures.References(1)));
        }
    }

    public static void DoseGrid(StudyContext study, int count)
    {
        const int frames = 8;
        var plan = study.Source("RTPLAN");
        var structures = study.Source("RTSTRUCT");
        var series = Open(study, "RTDOSE", "Plan dose", count, out var date, out var time);
        for (var i = 0; i < count; i++)
        {
            var data = Dose.Fill(
                series.NewInstance("1.2.840.10008.5.1.4.1.1.481.2"), ("date", date), ("time", time), ("reference", structures.FrameOfReference),
                ("frames", $"{frames}"), ("offsets", string.Join('\\', Enumerable.Range(0, frames).Select(frame => $"{frame * 2.5}"))));
            data.SetItems("ReferencedRTPlanSequence", plan.References(1)).SetItems("ReferencedStructureSetSequence", structures.References(1));
            series.Add(ImagePixels.Gray16(series, data, stored: 16, frames: frames));
        }
    }

    public static void PortalImage(StudyContext study, int count)
    {
        var plan = study.Source("RTPLAN");
        var series = Open(study, "RTIMAGE", "Portal", count, out var date, out var time);
        for (var i = 0; i < count; i++)
        {
            var data = Portal.Fill(series.NewInstance("1.2.840.10008.5.1.4.1.1.481.1"), ("date", date), ("time", time))
                .Set("FrameOfReferenceUID", study.Source("RTSTRUCT").FrameOfReference);
            series.Add(ImagePixels.Gray16(series, data.SetItems("ReferencedRTPlanSequence", plan.References(1)), stored: 16));
        }
    }

    private static SampleSeries Open(StudyContext study, string modality, string description, int count, out string date, out string time)
    {
        var series = study.NewSeries(modality, description, count);
        (date, time) = StudyContext.Stamp(study.TimeOf(series));
        return series;
    }

    private static DataSet[] Contours(SampleSeries images, int region)
    {
        var references = images.References(4);
        return [.. references.Select((reference, slice) =>
        {
            var z = images.Geometry.Origin + slice * images.Geometry.Step;
            var radius = 90.0 - 20 * region;
            var points = Enumerable.Range(0, 12).SelectMany(i => new[] { Math.Round(radius * Math.Cos(i * Math.PI / 6), 2), Math.Round(radius * Math.Sin(i * Math.PI / 6), 2), z });
            return new DataSet().SetItems("ContourImageSequence", reference).Set("ContourGeometricType", "CLOSED_PLANAR")
                .Set("NumberOfContourPoints", 12).Set("ContourData", [.. points]);
        })];
    }
}
