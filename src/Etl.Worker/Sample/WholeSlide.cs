namespace Etl.Worker.Sample;

/// <summary>Whole slide microscopy (PS3.3 A.32.8): a pyramid of TILED_FULL images, and bulk annotations of its base (A.87).</summary>
internal static class WholeSlide
{
    private static readonly Template Level = Template.Parse(
        """
        ImageType: {type}
        AcquisitionDateTime: {moment}
        ContentDate: {date}
        ContentTime: {time}
        AcquisitionDuration: 60
        VolumetricProperties: VOLUME
        FrameOfReferenceUID: {reference}
        PositionReferenceIndicator: SLIDE_CORNER
        DimensionOrganizationType: TILED_FULL
        DimensionOrganizationSequence
          DimensionOrganizationUID: {organization}
        AcquisitionContextSequence: 
        NumberOfFrames: {frames}
        BurnedInAnnotation: NO
        SpecimenLabelInImage: NO
        FocusMethod: AUTO
        ExtendedDepthOfField: NO
        ImagedVolumeWidth: 15
        ImagedVolumeHeight: 15
        ImagedVolumeDepth: 0.001
        TotalPixelMatrixColumns: {total}
        TotalPixelMatrixRows: {total}
        TotalPixelMatrixFocalPlanes: 1
        TotalPixelMatrixOriginSequence
          XOffsetInSlideCoordinateSystem: 20
          YOffsetInSlideCoordinateSystem: 40
        ImageOrientationSlide: 0\-1\0\-1\0\0
        NumberOfOpticalPaths: 1
        OpticalPathSequence
          IlluminationWaveLength: 550
          IlluminationTypeCodeSequence @ 111744|DCM|Brightfield illumination
          ICCProfile: #132
          OpticalPathIdentifier: 1
          IlluminationColorCodeSequence @ 371251000|SCT|White color
          ObjectiveLensPower: 40
        ContainerIdentifier: SLIDE-{slide}
        IssuerOfTheContainerIdentifierSequence: 
        ContainerTypeCodeSequence @ 433466003|SCT|Microscope slide
        SpecimenDescriptionSequence
          SpecimenIdentifier: SPEC-{slide}
          SpecimenUID: {specimen}
          IssuerOfTheSpecimenIdentifierSequence: 
          SpecimenShortDescription: Section of a sample block
          SpecimenPreparationSequence
            SpecimenPreparationStepContentItemSequence
              ValueType: TEXT
              ConceptNameCodeSequence @ 121041|DCM|Specimen Identifier
              TextValue: SPEC-{slide}
              -
              ValueType: CODE
              ConceptNameCodeSequence @ 111701|DCM|Processing type
              ConceptCodeSequence @ 127790008|SCT|Staining
              -
              ValueType: CODE
              ConceptNameCodeSequence @ 424361007|SCT|Using substance
              ConceptCodeSequence @ 12710003|SCT|hematoxylin stain
              -
              ValueType: CODE
              ConceptNameCodeSequence @ 424361007|SCT|Using substance
              ConceptCodeSequence @ 36879007|SCT|water soluble eosin stain
          PrimaryAnatomicStructureSequence @ {region}
        SharedFunctionalGroupsSequence
          PixelMeasuresSequence
            SliceThickness: 0.001
            PixelSpacing: {spacing}\{spacing}
          WholeSlideMicroscopyImageFrameTypeSequence
            FrameType: {type}
          OpticalPathIdentificationSequence
            OpticalPathIdentifier: 1
        LossyImageCompression: 00
        """);

    private static readonly Template Annotation = Template.Parse(
        """
        ContentDate: {date}
        ContentTime: {time}
        ContentLabel: NUCLEI
        ContentDescription: Nuclei found by a sample algorithm
        ContentCreatorName: Sample^Algorithm
        Laterality:
        AnnotationCoordinateType: 2D
        PixelOriginInterpretation: VOLUME
        AnnotationGroupSequence
          AnnotationGroupNumber: 1
          AnnotationGroupUID: {group}
          AnnotationGroupLabel: Nuclei
          AnnotationGroupGenerationType: AUTOMATIC
          AnnotationPropertyCategoryCodeSequence @ 91723000|SCT|Anatomical structure
          AnnotationPropertyTypeCodeSequence @ 84640000|SCT|Nucleus
          AnnotationGroupAlgorithmIdentificationSequence
            AlgorithmFamilyCodeSequence @ 123104|DCM|Morphological Operations
            AlgorithmName: Sample nuclei
            AlgorithmVersion: 1.0
          NumberOfAnnotations: 3
          AnnotationAppliesToAllOpticalPaths: YES
          GraphicType: POINT
          PointCoordinatesData: 10.5\20.5\30.25\41\7\8
          MeasurementsSequence
            ConceptNameCodeSequence @ 42798000|SCT|Area
            MeasurementUnitsCodeSequence @ um2|UCUM|Square micrometer
            MeasurementValuesSequence
              FloatingPointValues: 33.5\35.25\29
        """);

    public static void Pyramid(StudyContext study, int count)
    {
        var series = study.NewSeries("SM", "H&E pyramid", count);
        series.Format = study.ImageFormat.IsEncapsulated ? WireFormat.JpegBaseline : study.ImageFormat;
        series.FrameOfReference = study.NewUid();
        var (specimen, organization) = (study.NewUid(), study.NewUid());
        var (date, time) = StudyContext.Stamp(study.TimeOf(series));
        for (var level = 0; level < count; level++)
        {
            var tiles = Math.Max(1, 4 >> level);
            var total = tiles * ImagePixels.Side(series, 3);
            var data = Level.Fill(
                series.NewInstance("1.2.840.10008.5.1.4.1.1.77.1.6"),
                ("type", level == 0 ? @"ORIGINAL\PRIMARY\VOLUME\NONE" : @"DERIVED\PRIMARY\VOLUME\RESAMPLED"), ("moment", date + time), ("date", date),
                ("time", time), ("reference", series.FrameOfReference), ("organization", organization), ("frames", $"{tiles * tiles}"),
                ("total", $"{total}"), ("slide", $"{study.Plan.Patient:D6}-1"), ("specimen", specimen), ("region", study.Region.Code),
                ("spacing", $"{Math.Round(15.0 / total, 6)}"));
            series.Add(ImagePixels.Color(series, data, tiles * tiles));
        }
    }

    public static void Annotations(StudyContext study, int count)
    {
        var source = study.Source("SM");
        var series = study.NewSeries("ANN", "Nuclei", count);
        var (date, time) = StudyContext.Stamp(study.TimeOf(series));
        for (var i = 0; i < count; i++)
        {
            var data = Annotation.Fill(series.NewInstance("1.2.840.10008.5.1.4.1.1.91.1"), ("date", date), ("time", time), ("group", study.NewUid()));
            series.Add(data.SetItems("ReferencedImageSequence", source.References(1)).SetItems("ReferencedSeriesSequence", source.SeriesReference(limit: 1)));
        }
    }
}
