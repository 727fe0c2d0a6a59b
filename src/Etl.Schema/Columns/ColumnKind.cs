using Etl.Schema.Dicom;

namespace Etl.Schema.Columns;

/// <summary>What a cell holds. The map from VR to kind is fixed: a lake's column never changes its type.</summary>
public enum ColumnKind : byte
{
    /// <summary>UTF-8 text; VARCHAR.</summary>
    Text,

    /// <summary>INTEGER.</summary>
    Int32,

    /// <summary>BIGINT.</summary>
    Int64,

    /// <summary>Unsigned 64 bits; DECIMAL(20,0).</summary>
    UInt64,

    /// <summary>FLOAT.</summary>
    Float,

    /// <summary>DOUBLE.</summary>
    Double,

    /// <summary>Days since 1970-01-01; DATE.</summary>
    Date,

    /// <summary>Microseconds since 1970-01-01 UTC; TIMESTAMPTZ.</summary>
    Timestamp,

    /// <summary>A list of structs.</summary>
    Sequence,
}

/// <summary>From a VR to the kind of its column.</summary>
public static class ColumnKinds
{
    /// <summary>The kind of the column of a dictionary VR, or null for the binary ones, which have none.</summary>
    public static ColumnKind? Of(Vr vr) => vr switch
    {
        Vr.AE or Vr.AS or Vr.AT or Vr.CS or Vr.DT or Vr.LO or Vr.LT or Vr.PN or Vr.SH or Vr.ST or Vr.TM or Vr.UC or Vr.UI or
            Vr.UR or Vr.UT => ColumnKind.Text,
        Vr.DA => ColumnKind.Date,
        Vr.DS or Vr.FD => ColumnKind.Double,
        Vr.FL => ColumnKind.Float,
        Vr.IS or Vr.SL or Vr.UL or Vr.SV => ColumnKind.Int64,
        Vr.SS or Vr.US or Vr.UsOrSs => ColumnKind.Int32,
        Vr.UV => ColumnKind.UInt64,
        Vr.SQ => ColumnKind.Sequence,
        _ => null,
    };

    /// <summary>The type as SQL spells it; a sequence's depends on its fields.</summary>
    public static string SqlName(this ColumnKind kind) => kind switch
    {
        ColumnKind.Text => "VARCHAR",
        ColumnKind.Int32 => "INTEGER",
        ColumnKind.Int64 => "BIGINT",
        ColumnKind.UInt64 => "DECIMAL(20,0)",
        ColumnKind.Float => "FLOAT",
        ColumnKind.Double => "DOUBLE",
        ColumnKind.Date => "DATE",
        ColumnKind.Timestamp => "TIMESTAMP WITH TIME ZONE",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A sequence's type depends on its fields."),
    };
}
