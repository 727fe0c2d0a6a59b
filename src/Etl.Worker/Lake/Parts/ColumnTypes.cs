using Etl.Schema.Columns;
using Etl.Worker.DuckDb;

namespace Etl.Worker.Lake.Parts;

/// <summary>DuckDB's types of the lake's columns.</summary>
internal static class ColumnTypes
{
    private static readonly DuckDbType UInt64 = DuckDbType.Decimal(20, 0);

    internal static DuckDbType Of(ColumnKind kind) => kind switch
    {
        ColumnKind.Text => DuckDbType.Varchar,
        ColumnKind.Int32 => DuckDbType.Integer,
        ColumnKind.Int64 => DuckDbType.BigInt,
        ColumnKind.UInt64 => UInt64,
        ColumnKind.Float => DuckDbType.Float,
        ColumnKind.Double => DuckDbType.Double,
        ColumnKind.Date => DuckDbType.Date,
        ColumnKind.Timestamp => DuckDbType.TimestampTz,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A sequence's type depends on its fields."),
    };
}
