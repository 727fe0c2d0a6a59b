namespace Etl.Worker.Sample;

/// <summary>Segmentations (PS3.3 A.51) of the study's latest images: several segments, one frame a slice and segment.</summary>
internal static class SegmentationObject
{
    public const string SopClass = "1.2.840.10008.5.1.4.1.1.66.4";

    private static readonly (string Label, string Category, string Type, string Lab)[] Segments =
    [
        ("Liver", "123037004|SCT|Anatomical Structure", "10200004|SCT|Liver", @"40000\36000\40000"),
        ("Spleen", "123037004|SCT|Anatomical Structure", "78961009|SCT|Spleen", @"34000\30000\36000"),
        ("Lesion", "49755003|SCT|Morphologically Abnormal Structure", "52988006|SCT|Lesion", @"45000\44000\42000"),
    ];

    private static readonly Template Image = Template.Parse(
        """
        ImageType: DERIVED\PRIMARY
        ContentDate: {date}
        ContentTime: {time}
        FrameOfReferenceUID: {reference}
        PositionReferenceIndicator:
        NumberOfFrames: {frames}
        DimensionOrganizationType: 3D
        DimensionOrganizationSequence
          DimensionOrganizationUID: {organization}
        DimensionIndexSequence
          DimensionOrganizationUID: {organization}
          DimensionIndexPointer: 0062000B
          FunctionalGroupPointer: 0062000A
          DimensionDescriptionLabel: Segment Number
          -
          DimensionOrganizationUID: {organization}
          DimensionIndexPointer: 00200032
          FunctionalGroupPointer: 00209113
          DimensionDescriptionLabel: Image Position
        SegmentationType: BINARY
        SegmentsOverlap: NO
        ContentLabel: SEGMENTATION
        ContentDescription: Organs and a lesion
        ContentCreatorName: Sample^Algorithm
        LossyImageCompression: 00
        """);

    private static readonly Template Segment = Template.Parse(
        """
        SegmentNumber: {number}
        SegmentLabel: {label}
        SegmentDescription: {label} by a sample algorithm
        SegmentAlgorithmType: AUTOMATIC
        SegmentAlgorithmName: SampleSeg 1.0
        RecommendedDisplayCIELabValue: {lab}
        TrackingID: {label} {number}
        TrackingUID: {tracking}
        SegmentedPropertyCategoryCodeSequence @ {category}
        SegmentedPropertyTypeCodeSequence @ {type}
        """);

    private static readonly Template SharedGroups = Template.Parse(
        """
        PixelMeasuresSequence
          SliceThickness: {step}
          SpacingBetweenSlices: {step}
          PixelSpacing: {spacing}\{spacing}
        PlaneOrientationSequence
          ImageOrientationPatient: 1\0\0\0\1\0
        """);

    private static readonly Template Frame = Template.Parse(
        """
        DerivationImageSequence
          DerivationCodeSequence @ 113076|DCM|Segmentation
          SourceImageSequence
            ReferencedSOPClassUID: {class}
            ReferencedSOPInstanceUID: {uid}
            PurposeOfReferenceCodeSequence @ 121322|DCM|Source image for image processing operation
        FrameContentSequence
          DimensionIndexValues: {segment}\{slice}
        PlanePositionSequence
          ImagePositionPatient: {corner}\{corner}\{z}
        SegmentIdentificationSequence
          ReferencedSegmentNumber: {segment}
        """);

    public static void Write(StudyContext study, int count)
    {
        var source = study.Volume();
        var side = Math.Min(64, source.Geometry.Side);
        var spacing = $"{Math.Round(source.Geometry.Spacing * source.Geometry.Side / side, 6)}";
        var series = study.NewSeries("SEG", "Segmentation", count);
        var (date, time) = StudyContext.Stamp(study.TimeOf(series));
        for (var i = 0; i < count; i++)
        {
            var slices = Math.Min(8, source.Instances.Count);
            var organization = study.NewUid();
            var data = Image.Fill(
                series.NewInstance(SopClass),
                ("date", date), ("time", time), ("reference", source.FrameOfReference), ("frames", $"{slices * Segments.Length}"), ("organization", organization));
            data.SetItems("SegmentSequence", [.. Segments.Select((segment, index) => Segment.New(
                ("number", $"{index + 1}"), ("label", segment.Label), ("lab", segment.Lab), ("tracking", study.NewUid()),
                ("category", segment.Category), ("type", segment.Type)))]);
            data.SetItems("ReferencedSeriesSequence", source.SeriesReference());
            data.SetItems("SharedFunctionalGroupsSequence", SharedGroups.New(("step", $"{Math.Abs(source.Geometry.Step)}"), ("spacing", spacing)));
            data.SetItems("PerFrameFunctionalGroupsSequence", Frames(source, slices));
            series.Add(ImagePixels.Bits(data, side, slices * Segments.Length));
        }
    }

    private static DataSet[] Frames(SampleSeries source, int slices)
    {
        var uids = source.References(slices).Select(item => System.Text.Encoding.ASCII.GetString(item.Bytes("ReferencedSOPInstanceUID")).TrimEnd('\0')).ToArray();
        var corner = $"{Math.Round(-source.Geometry.Spacing * source.Geometry.Side / 2, 4)}";
        var frames = new DataSet[slices * Segments.Length];
        for (var i = 0; i < frames.Length; i++)
        {
            var slice = i % slices;
            frames[i] = Frame.New(
                ("class", source.SopClass), ("uid", uids[slice]), ("segment", $"{i / slices + 1}"), ("slice", $"{slice + 1}"), ("corner", corner),
                ("z", $"{Math.Round(source.Geometry.Origin + slice * source.Geometry.Step, 4)}"));
        }

        return frames;
    }
}
