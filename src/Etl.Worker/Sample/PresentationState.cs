namespace Etl.Worker.Sample;

/// <summary>Objects that say how to look at images: softcopy presentation state (PS3.3 A.33.1), real world values (A.46), registration (A.39).</summary>
internal static class PresentationState
{
    private static readonly Template State = Template.Parse(
        """
        Laterality:
        ContentLabel: SAMPLE
        ContentDescription: Window and an arrow
        PresentationCreationDate: {date}
        PresentationCreationTime: {time}
        ContentCreatorName: Reader^Sample
        GraphicAnnotationSequence
          GraphicLayer: ARROWS
          TextObjectSequence
            BoundingBoxAnnotationUnits: DISPLAY
            UnformattedTextValue: Sample
            BoundingBoxTopLeftHandCorner: 0.1\0.1
            BoundingBoxBottomRightHandCorner: 0.3\0.2
            BoundingBoxTextHorizontalJustification: LEFT
        DisplayedAreaSelectionSequence
          DisplayedAreaTopLeftHandCorner: 1\1
          DisplayedAreaBottomRightHandCorner: {side}\{side}
          PresentationSizeMode: SCALE TO FIT
          PresentationPixelAspectRatio: 1\1
        GraphicLayerSequence
          GraphicLayer: ARROWS
          GraphicLayerOrder: 1
        SoftcopyVOILUTSequence
          WindowCenter: 40
          WindowWidth: 350
        RescaleIntercept: {intercept}
        RescaleSlope: 1
        RescaleType: {type}
        PresentationLUTShape: IDENTITY
        """);

    private static readonly Template Value = Template.Parse(
        """
        ContentDate: {date}
        ContentTime: {time}
        Laterality:
        ContentLabel: SUV
        ContentDescription: Standardized uptake value
        ContentCreatorName: Sample^Algorithm
        """);

    private static readonly Template Mapping = Template.Parse(
        """
        RealWorldValueFirstValueMapped: 0
        RealWorldValueLastValueMapped: 32767
        RealWorldValueIntercept: 0
        RealWorldValueSlope: 0.00041
        LUTExplanation: SUV body weight
        LUTLabel: SUVbw
        MeasurementUnitsCodeSequence @ g/ml|UCUM|Standardized Uptake Value body weight
        """);

    private static readonly Template Register = Template.Parse(
        """
        ContentDate: {date}
        ContentTime: {time}
        Laterality:
        ContentLabel: REGISTRATION
        ContentDescription: Rigid
        ContentCreatorName: Sample^Algorithm
        FrameOfReferenceUID: {to}
        PositionReferenceIndicator:
        """);

    private static readonly Template Matrix = Template.Parse(
        """
        FrameOfReferenceUID: {frame}
        MatrixRegistrationSequence
          FrameOfReferenceTransformationComment:
          RegistrationTypeCodeSequence: 
          MatrixSequence
            FrameOfReferenceTransformationMatrixType: RIGID
            FrameOfReferenceTransformationMatrix: 1\0\0\{shift}\0\1\0\0\0\0\1\0\0\0\0\1
        """);

    public static void Grayscale(StudyContext study, int count)
    {
        var images = study.Volume();
        var series = study.NewSeries("PR", "Presentation", count);
        var (date, time) = StudyContext.Stamp(study.TimeOf(series));
        for (var i = 0; i < count; i++)
        {
            var data = State.Fill(
                series.NewInstance("1.2.840.10008.5.1.4.1.1.11.1"), ("date", date), ("time", time), ("side", $"{Math.Max(1, images.Geometry.Side)}"),
                ("intercept", images.Modality == "CT" ? "-1024" : "0"), ("type", images.Modality == "CT" ? "HU" : "US"));
            series.Add(data.SetItems("ReferencedSeriesSequence", images.SeriesReference("ReferencedImageSequence", 1)));
        }
    }

    public static void RealWorldValues(StudyContext study, int count)
    {
        var images = study.Source("PT");
        var series = study.NewSeries("RWV", "SUV", count);
        var (date, time) = StudyContext.Stamp(study.TimeOf(series));
        for (var i = 0; i < count; i++)
        {
            var data = Value.Fill(series.NewInstance("1.2.840.10008.5.1.4.1.1.67"), ("date", date), ("time", time));
            data.SetItems("ReferencedImageRealWorldValueMappingSequence", new DataSet()
                .SetItems("RealWorldValueMappingSequence", Mapping.New())
                .SetItems("ReferencedImageSequence", images.References()));
            series.Add(data.SetItems("ReferencedSeriesSequence", images.SeriesReference()));
        }
    }

    public static void Registration(StudyContext study, int count)
    {
        var images = study.Volume();
        var series = study.NewSeries("REG", "Rigid registration", count);
        var (date, time) = StudyContext.Stamp(study.TimeOf(series));
        for (var i = 0; i < count; i++)
        {
            var data = Register.Fill(
                series.NewInstance("1.2.840.10008.5.1.4.1.1.66.1"),
                ("date", date), ("time", time), ("to", images.FrameOfReference));
            data.SetItems(
                "RegistrationSequence",
                Matrix.New(("frame", study.NewUid()), ("shift", "2.5")),
                Matrix.New(("frame", images.FrameOfReference), ("shift", "0")).SetItems("ReferencedImageSequence", images.References()));
            series.Add(data.SetItems("ReferencedSeriesSequence", images.SeriesReference()));
        }
    }
}
