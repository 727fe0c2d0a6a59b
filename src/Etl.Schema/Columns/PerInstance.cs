namespace Etl.Schema.Columns;

/// <summary>
/// Columns that tell the instances of a series apart: identifiers, times and places of an image, what is measured of each, and what is
/// noted of the object. What all others hold is, most often, the same in every instance of a series, or takes a few values in it, as orientations
/// and echoes do.
/// </summary>
public static class PerInstance
{
    /// <summary>
    /// Stands before a row's <c>shared_hash</c>. With another list of <see cref="Columns"/>, or another way to hash, it is another: rows of
    /// both kinds then are not taken for equal.
    /// </summary>
    public const string Version = "01";

    /// <summary>Names of the columns. An archive may have others that differ: that costs room, and is right all the same.</summary>
    public static readonly IReadOnlySet<string> Columns = new HashSet<string>(StringComparer.Ordinal)
    {
        // Computed, and what may quote a value.
        "source_uri", "source_etag", "source_size", "source_modified_at", "header_bytes", "header_hash", "refresh_id", "shared_hash",
        "ValueErrors", "ReadIssues", "OtherElements", "PrivateElements",

        // PS3.10 7.1, and the instance itself.
        "FileMetaInformationGroupLength", "MediaStorageSOPInstanceUID", "SOPInstanceUID", "InstanceNumber", "InstanceCreationTime",
        "IrradiationEventUID", "ImageComments", "DerivationDescription", "ReferencedImageSequence", "SourceImageSequence",

        // When: of the acquisition and in its course.
        "AcquisitionDateTime", "AcquisitionTime", "ContentTime", "AcquisitionNumber", "AcquisitionDuration", "TriggerTime",
        "FrameReferenceTime", "TemporalPositionIdentifier", "TemporalPositionIndex", "ActualFrameDuration", "NominalInterval",
        "LowRRValue", "HighRRValue", "IntervalsAcquired", "IntervalsRejected", "HeartRate", "ImageIndex",

        // Where.
        "ImagePositionPatient", "SliceLocation", "TablePosition", "InStackPositionNumber",
        "PositionerPrimaryAngle", "PositionerSecondaryAngle",

        // How: what is set or measured image by image.
        "XRayTubeCurrent", "Exposure", "ExposureInuAs", "ExposureTime", "ExposureTimeInuS", "XRayTubeCurrentInuA", "CTDIvol",
        "DiffusionGradientOrientation", "DecayFactor", "DoseCalibrationFactor", "ScatterFractionFactor",
        "PrimaryPromptsCountsAccumulated", "SecondaryCountsAccumulated",

        // How to show it.
        "LargestImagePixelValue", "SmallestImagePixelValue", "WindowCenter", "WindowWidth", "RescaleSlope",
        "LossyImageCompressionRatio",
    };
}
