namespace Etl.Schema.Dicom;

/// <summary>Why the reader ended. Whatever came before the stop is kept.</summary>
public enum StopReason : byte
{
    /// <summary>Not ended yet.</summary>
    None = 0,

    /// <summary>At top-level pixel data (7FE0,0008), (7FE0,0009) or (7FE0,0010).</summary>
    Pixel,

    /// <summary>At (FFFC,FFFC) Data Set Trailing Padding.</summary>
    Fffc,

    /// <summary>At the end of the object, every container closed.</summary>
    Eof,

    /// <summary>At bytes that are no data element; the rest is not read.</summary>
    Tail,

    /// <summary>The object ends inside an element or an open sequence.</summary>
    Truncated,

    /// <summary>A stated limit was reached; the issue list says which.</summary>
    Limit,

    /// <summary>The bytes are not a DICOM data set.</summary>
    NotDicom,

    /// <summary>The object has no bytes.</summary>
    EmptyFile,
}
