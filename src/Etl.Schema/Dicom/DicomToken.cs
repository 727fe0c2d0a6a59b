namespace Etl.Schema.Dicom;

/// <summary>What <see cref="DicomReader.Read"/> arrived at.</summary>
public enum DicomToken : byte
{
    /// <summary>The window lacks bytes: see <see cref="DicomReader.NeedOffset"/> and <see cref="DicomReader.NeedCount"/>.</summary>
    NeedMoreBytes,

    /// <summary>A data element that is no sequence.</summary>
    Element,

    SequenceStart,

    SequenceEnd,

    ItemStart,

    ItemEnd,

    /// <summary>
    /// The data set from <see cref="DicomReader.DataSetOffset"/> on is deflated (PS3.5 A.5). The caller inflates and goes on with
    /// <see cref="DicomReader.ContinueInflated"/> or, where the bytes are no deflate stream, <see cref="DicomReader.ContinuePlain"/>.
    /// </summary>
    Deflated,

    /// <summary>Nothing more: see <see cref="DicomReader.StopReason"/>.</summary>
    End,
}
