namespace Etl.Worker.Sample;

/// <summary>Visible light and eye images: endoscopy (PS3.3 A.32.1), photographs (A.32.4), fundus (A.41) and ophthalmic tomography (A.52).</summary>
internal static class VisibleLight
{
    private static readonly Template Photo = Template.Parse(
        """
        ImageType: ORIGINAL\PRIMARY
        AcquisitionDateTime: {date}{time}
        ContentDate: {date}
        ContentTime: {time}
        AcquisitionContextSequence: 
        LossyImageCompression: 00
        BurnedInAnnotation: NO
        """);

    private static readonly Template Eye = Template.Parse(
        """
        NumberOfFrames: {frames}
        ImageLaterality: {side}
        AnatomicRegionSequence @ 5665001|SCT|Retina
        AcquisitionDeviceTypeCodeSequence @ {device}
        RefractiveStateSequence: 
        EmmetropicMagnification:
        IntraOcularPressure:
        HorizontalFieldOfView: 45
        PupilDilated: NO
        PatientEyeMovementCommanded: NO
        SynchronizationTrigger: NO TRIGGER
        SynchronizationFrameOfReferenceUID: {clock}
        AcquisitionTimeSynchronized: N
        PresentationLUTShape: IDENTITY
        """);

    private static readonly Template Fundus = Template.Parse(
        """
        IlluminationTypeCodeSequence: 
        LightPathFilterTypeStackCodeSequence: 
        ImagePathFilterTypeStackCodeSequence: 
        LensesCodeSequence: 
        DetectorType: CCD
        PixelSpacing: 0.01\0.01
        PatientOrientation:
        FrameTime: 40
        FrameIncrementPointer: 00181063
        """);

    private static readonly Template Tomography = Template.Parse(
        """
        ImageType: ORIGINAL\PRIMARY
        AcquisitionDuration: 2.1
        AcquisitionNumber: 1
        ConcatenationFrameOffsetNumber: 0
        InConcatenationNumber: 1
        InConcatenationTotalNumber: 1
        LightPathFilterTypeStackCodeSequence: 
        DepthSpatialResolution: 3.9
        MaximumDepthDistortion: 0.5
        AlongScanSpatialResolution: 14
        MaximumAlongScanDistortion: 0.5
        AcrossScanSpatialResolution: 14
        MaximumAcrossScanDistortion: 0.5
        IlluminationWaveLength: 870
        IlluminationPower: 1200
        IlluminationBandwidth: 40
        AxialLengthOfTheEye: 24
        DetectorType: CCD
        FrameOfReferenceUID: {reference}
        PositionReferenceIndicator:
        SharedFunctionalGroupsSequence
          FrameAnatomySequence
            FrameLaterality: R
            AnatomicRegionSequence @ 5665001|SCT|Retina
          PixelMeasuresSequence
            SliceThickness: 0.12
            PixelSpacing: 0.0039\0.0113
          PlaneOrientationSequence
            ImageOrientationPatient: 1\0\0\0\1\0
        DimensionOrganizationSequence
          DimensionOrganizationUID: {clock}
        DimensionIndexSequence
          DimensionIndexPointer: 00209057
          FunctionalGroupPointer: 00209111
          DimensionOrganizationUID: {clock}
        """);

    private static readonly Template Frame = Template.Parse(
        """
        FrameContentSequence
          FrameAcquisitionDateTime: {moment}
          FrameReferenceDateTime: {moment}
          FrameAcquisitionDuration: 2
          StackID: 1
          InStackPositionNumber: {index}
          DimensionIndexValues: {index}
        PlanePositionSequence
          ImagePositionPatient: 0\0\{z}
        """);

    public static void Endoscopy(StudyContext study, int count) => Colour(study, "ES", "1.2.840.10008.5.1.4.1.1.77.1.1", "Endoscopy", count);

    public static void Photograph(StudyContext study, int count) => Colour(study, "XC", "1.2.840.10008.5.1.4.1.1.77.1.4", "Photograph", count);

    public static void FundusPhotograph(StudyContext study, int count)
    {
        var series = study.NewSeries("OP", "Fundus", count);
        for (var i = 0; i < count; i++)
        {
            var data = Begin(series, i, "1.2.840.10008.5.1.4.1.1.77.1.5.1");
            AddEye(data, study, 1, i % 2 == 0 ? "R" : "L", "409898007|SCT|Fundus Camera");
            series.Add(ImagePixels.Color(series, Fundus.Fill(data)).Set("NumberOfFrames", 1).Remove("PresentationLUTShape"));
        }
    }

    public static void OpticalCoherence(StudyContext study, int count)
    {
        const int frames = 5;
        var series = study.NewSeries("OPT", "Macula volume", count);
        series.FrameOfReference = study.NewUid();
        for (var i = 0; i < count; i++)
        {
            var (date, time) = StudyContext.Stamp(study.TimeOf(series, 15 * i));
            var data = Begin(series, i, "1.2.840.10008.5.1.4.1.1.77.1.5.4");
            AddEye(data, study, frames, "R", "392012008|SCT|Optical Coherence Tomography Scanner");
            Tomography.Fill(data, ("reference", series.FrameOfReference), ("clock", study.NewUid()));
            data.SetItems("PerFrameFunctionalGroupsSequence", [.. Enumerable.Range(1, frames).Select(frame =>
                Frame.New(("moment", date + time), ("index", $"{frame}"), ("z", $"{frame * 0.12}")))]);
            series.Add(ImagePixels.Gray8(series, data, frames));
        }
    }

    private static void Colour(StudyContext study, string modality, string sopClass, string description, int count)
    {
        var series = study.NewSeries(modality, description, count);
        series.Format = study.ImageFormat.IsEncapsulated ? WireFormat.JpegBaseline : study.ImageFormat;
        for (var i = 0; i < count; i++)
        {
            var data = Begin(series, i, sopClass).SetCode("AnatomicRegionSequence", study.Region.Code).Set("PatientOrientation", "");
            if (modality == "XC")
                data.Set("Laterality", "L");
            series.Add(ImagePixels.Color(series, data));
        }
    }

    private static DataSet Begin(SampleSeries series, int index, string sopClass)
    {
        var (date, time) = StudyContext.Stamp(series.Study.TimeOf(series, 15 * index));
        return Photo.Fill(series.NewInstance(sopClass), ("date", date), ("time", time));
    }

    private static void AddEye(DataSet data, StudyContext study, int frames, string side, string device) =>
        Eye.Fill(data, ("frames", $"{frames}"), ("side", side), ("device", device), ("clock", study.NewUid()));
}
