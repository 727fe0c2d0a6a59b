namespace Etl.Worker.Sample;

/// <summary>Enhanced multi-frame CT (PS3.3 A.38) and MR (A.36): functional groups shared and per frame.</summary>
internal static class EnhancedImage
{
    private static readonly Template Shared = Template.Parse(
        """
        ImageType: ORIGINAL\PRIMARY\VOLUME\NONE
        AcquisitionDateTime: {moment}
        ContentDate: {date}
        ContentTime: {time}
        AcquisitionDuration: 1200
        ContentQualification: PRODUCT
        PatientPosition: HFS
        PositionReferenceIndicator:
        AcquisitionNumber: 1
        NumberOfFrames: {frames}
        VolumetricProperties: VOLUME
        VolumeBasedCalculationTechnique: NONE
        PixelPresentation: MONOCHROME
        BurnedInAnnotation: NO
        LossyImageCompression: 00
        PresentationLUTShape: IDENTITY
        FrameOfReferenceUID: {reference}
        SynchronizationFrameOfReferenceUID: {clock}
        AcquisitionTimeSynchronized: Y
        SynchronizationTrigger: NO TRIGGER
        AcquisitionContextSequence: 
        DimensionOrganizationType: 3D
        DimensionOrganizationSequence
          DimensionOrganizationUID: {organization}
        DimensionIndexSequence
          DimensionIndexPointer: 00209056
          FunctionalGroupPointer: 00209111
          DimensionOrganizationUID: {organization}
          DimensionDescriptionLabel: Stack ID
          -
          DimensionIndexPointer: 00209057
          FunctionalGroupPointer: 00209111
          DimensionOrganizationUID: {organization}
          DimensionDescriptionLabel: In-Stack Position Number
        """);

    private static readonly Template SharedGroups = Template.Parse(
        """
        FrameAnatomySequence
          FrameLaterality: U
          AnatomicRegionSequence @ {region}
        PixelMeasuresSequence
          SliceThickness: 5
          PixelSpacing: {spacing}\{spacing}
        PlaneOrientationSequence
          ImageOrientationPatient: 1\0\0\0\1\0
        PixelValueTransformationSequence
          RescaleIntercept: 0
          RescaleSlope: 1
          RescaleType: {type}
        FrameVOILUTSequence
          WindowCenter: 40
          WindowWidth: 400
        """);

    private static readonly Template CtGroups = Template.Parse(
        """
        CTImageFrameTypeSequence
          FrameType: ORIGINAL\PRIMARY\VOLUME\NONE
          PixelPresentation: MONOCHROME
          VolumetricProperties: VOLUME
          VolumeBasedCalculationTechnique: NONE
        CTAcquisitionTypeSequence
          AcquisitionType: SPIRAL
          ConstantVolumeFlag: NO
          FluoroscopyFlag: NO
        CTAcquisitionDetailsSequence
          RotationDirection: CW
          RevolutionTime: 0.5
          SingleCollimationWidth: 0.625
          TotalCollimationWidth: 40
          TableHeight: 160
          GantryDetectorTilt: 0
          DataCollectionDiameter: 500
        CTTableDynamicsSequence
          TableSpeed: 78
          TableFeedPerRotation: 39
          SpiralPitchFactor: 0.98
        CTGeometrySequence
          DistanceSourceToDetector: 1085
          DistanceSourceToDataCollectionCenter: 595
        CTReconstructionSequence
          ConvolutionKernel: STANDARD
          ConvolutionKernelGroup: BODY
          ReconstructionDiameter: 350
          ReconstructionAlgorithm: FILTER_BACK_PROJ
          ReconstructionPixelSpacing: {spacing}\{spacing}
          ReconstructionAngle: 360
          ImageFilter: NONE
        CTExposureSequence
          ExposureTimeInms: 500
          XRayTubeCurrentInmA: 220
          ExposureInmAs: 110
          ExposureModulationType: NONE
          CTDIvol: 9.1
        IrradiationEventIdentificationSequence
          IrradiationEventUID: {event}
        CTPositionSequence
          TablePosition: -40
          DataCollectionCenterPatient: 0\0\-40
          ReconstructionTargetCenterPatient: 0\0\-40
        CTXRayDetailsSequence
          KVP: 120
          FocalSpots: 1.2
          FilterType: FLAT
          FilterMaterial: ALUMINUM
          CalciumScoringMassFactorDevice: 0.8\0.8\0.8
        """);

    private static readonly Template MrGroups = Template.Parse(
        """
        MRImageFrameTypeSequence
          FrameType: ORIGINAL\PRIMARY\VOLUME\NONE
          PixelPresentation: MONOCHROME
          VolumetricProperties: VOLUME
          VolumeBasedCalculationTechnique: NONE
          ComplexImageComponent: MAGNITUDE
          AcquisitionContrast: T1
        MRTimingAndRelatedParametersSequence
          RepetitionTime: 2300
          FlipAngle: 9
          EchoTrainLength: 1
          RFEchoTrainLength: 0
          GradientEchoTrainLength: 1
          SpecificAbsorptionRateSequence
            SpecificAbsorptionRateDefinition: IEC_WHOLE_BODY
            SpecificAbsorptionRateValue: 0.08
          GradientOutputType: DB_DT
          GradientOutput: 20
          OperatingModeSequence
            OperatingModeType: GRADIENT
            OperatingMode: IEC_NORMAL
        MRFOVGeometrySequence
          InPlanePhaseEncodingDirection: ROW
          MRAcquisitionFrequencyEncodingSteps: 256
          MRAcquisitionPhaseEncodingStepsInPlane: 224
          MRAcquisitionPhaseEncodingStepsOutOfPlane: 160
          PercentSampling: 100
          PercentPhaseFieldOfView: 87.5
        MREchoSequence
          EffectiveEchoTime: 2.98
        MRModifierSequence
          InversionRecovery: YES
          InversionTimes: 900
          FlowCompensation: NONE
          Spoiling: RF
          T2Preparation: NO
          SpectrallySelectedExcitation: NONE
          SpatialPresaturation: NONE
          PartialFourier: NO
          ParallelAcquisition: NO
        MRImagingModifierSequence
          MagnetizationTransfer: NONE
          BloodSignalNulling: NO
          Tagging: NONE
          TransmitterFrequency: 123.25
          PixelBandwidth: 240
        MRReceiveCoilSequence
          ReceiveCoilName: HeadNeck_20
          ReceiveCoilManufacturerName:
          ReceiveCoilType: MULTICOIL
          QuadratureReceiveCoil: NO
          MultiCoilDefinitionSequence
            MultiCoilElementName: H1
            MultiCoilElementUsed: YES
        MRTransmitCoilSequence
          TransmitCoilName: Body
          TransmitCoilManufacturerName:
          TransmitCoilType: BODY
        MRAveragesSequence
          NumberOfAverages: 1
        """);

    private static readonly Template MrImage = Template.Parse(
        """
        ComplexImageComponent: MAGNITUDE
        AcquisitionContrast: T1
        ResonantNucleus: 1H
        KSpaceFiltering: NONE
        MagneticFieldStrength: 3
        ApplicableSafetyStandardAgency: IEC
        PulseSequenceName: t1_mprage
        MRAcquisitionType: 3D
        EchoPulseSequence: GRADIENT
        MultiPlanarExcitation: NO
        PhaseContrast: NO
        TimeOfFlightContrast: NO
        SteadyStatePulseSequence: NONE
        EchoPlanarPulseSequence: NO
        SaturationRecovery: NO
        SpectrallySelectedSuppression: NONE
        OversamplingPhase: NONE
        GeometryOfKSpaceTraversal: RECTILINEAR
        SegmentedKSpaceTraversal: SINGLE
        RectilinearPhaseEncodeReordering: LINEAR
        CoverageOfKSpace: FULL
        NumberOfKSpaceTrajectories: 1
        """);

    private static readonly Template Frame = Template.Parse(
        """
        FrameContentSequence
          FrameAcquisitionNumber: 1
          FrameAcquisitionDateTime: {moment}
          FrameReferenceDateTime: {moment}
          FrameAcquisitionDuration: 12
          StackID: 1
          InStackPositionNumber: {index}
          DimensionIndexValues: 1\{index}
        PlanePositionSequence
          ImagePositionPatient: -175\-175\{z}
        """);

    public static void Ct(StudyContext study, int count) => Write(study, "CT", "1.2.840.10008.5.1.4.1.1.2.1", CtGroups, count);

    public static void Mr(StudyContext study, int count) => Write(study, "MR", "1.2.840.10008.5.1.4.1.1.4.1", MrGroups, count);

    private static void Write(StudyContext study, string modality, string sopClass, Template groups, int count)
    {
        const int frames = 16;
        var series = study.NewSeries(modality, $"Enhanced {modality}", count);
        series.Format = study.ImageFormat;
        series.FrameOfReference = study.Series[0].FrameOfReference is { Length: > 0 } shared ? shared : study.NewUid();
        var (date, time) = StudyContext.Stamp(study.TimeOf(series));
        var spacing = $"{Math.Round(350.0 / ImagePixels.Side(series, 2), 6)}";
        for (var i = 0; i < count; i++)
        {
            var data = Shared.Fill(
                series.NewInstance(sopClass),
                ("moment", date + time), ("date", date), ("time", time), ("frames", $"{frames}"), ("reference", series.FrameOfReference),
                ("clock", study.NewUid()), ("organization", study.NewUid()));
            if (modality == "MR")
                MrImage.Fill(data);
            var sharedGroups = SharedGroups.New(("region", study.Region.Code), ("spacing", spacing), ("type", modality == "CT" ? "HU" : "US"));
            data.SetItems("SharedFunctionalGroupsSequence", groups.Fill(sharedGroups, ("spacing", spacing), ("event", study.NewUid())));
            var perFrame = new DataSet[frames];
            for (var frame = 0; frame < frames; frame++)
                perFrame[frame] = Frame.New(("moment", date + time), ("index", $"{frame + 1}"), ("z", $"{-40 + 5 * frame}"));
            data.SetItems("PerFrameFunctionalGroupsSequence", perFrame);
            series.Add(ImagePixels.Gray16(series, data, frames: frames));
        }
    }
}
