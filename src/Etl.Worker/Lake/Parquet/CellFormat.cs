using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Etl.Schema.Columns;
using Etl.Worker.DuckDb;

namespace Etl.Worker.Lake.Parquet;

/// <summary>How the cells of a column of the lake are values of Parquet.</summary>
internal static class CellFormat
{
    /// <summary>Bytes of DECIMAL(20,0): as DuckDB writes it.</summary>
    internal const int DecimalBytes = 16;

    private const int Int32 = 1, Int64 = 2, Float = 4, Double = 5, ByteArray = 6, FixedLengthByteArray = 7;

    /// <summary>Parquet's physical type.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No column of the lake has the type.</exception>
    internal static int PhysicalType(DuckDbTypeId type) => type switch
    {
        DuckDbTypeId.Varchar => ByteArray,
        DuckDbTypeId.Integer or DuckDbTypeId.Date => Int32,
        DuckDbTypeId.BigInt or DuckDbTypeId.TimestampTz => Int64,
        DuckDbTypeId.Float => Float,
        DuckDbTypeId.Double => Double,
        DuckDbTypeId.Decimal => FixedLengthByteArray,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No column of the lake has this type."),
    };

    /// <summary>Adds a value in the encoding PLAIN, several times.</summary>
    internal static void Add(ByteSink sink, DuckDbTypeId type, ulong cell, TextHeap text, int times = 1)
    {
        for (; times > 0; times--)
        {
            switch (PhysicalType(type))
            {
                case ByteArray:
                    var value = text[cell];
                    sink.AddInt32((uint)value.Length);
                    sink.Add(value);
                    break;
                case Int32 or Float:
                    sink.AddInt32((uint)cell);
                    break;
                case FixedLengthByteArray:
                    BinaryPrimitives.WriteUInt128BigEndian(sink.Reserve(DecimalBytes), cell);
                    sink.Take(DecimalBytes);
                    break;
                default:
                    sink.AddInt64(cell);
                    break;
            }
        }
    }

    /// <summary>Parquet's order of values.</summary>
    internal static int Compare(DuckDbTypeId type, ulong a, ulong b, TextHeap text) => type switch
    {
        DuckDbTypeId.Varchar => text[a].SequenceCompareTo(text[b]),
        DuckDbTypeId.Integer or DuckDbTypeId.Date => ((int)(uint)a).CompareTo((int)(uint)b),
        DuckDbTypeId.Float => BitConverter.UInt32BitsToSingle((uint)a).CompareTo(BitConverter.UInt32BitsToSingle((uint)b)),
        DuckDbTypeId.Double => BitConverter.UInt64BitsToDouble(a).CompareTo(BitConverter.UInt64BitsToDouble(b)),
        DuckDbTypeId.Decimal => a.CompareTo(b),
        _ => ((long)a).CompareTo((long)b),
    };

    internal static bool IsNan(DuckDbTypeId type, ulong cell) => type switch
    {
        DuckDbTypeId.Float => float.IsNaN(BitConverter.UInt32BitsToSingle((uint)cell)),
        DuckDbTypeId.Double => double.IsNaN(BitConverter.UInt64BitsToDouble(cell)),
        _ => false,
    };

    /// <summary>Of a zero, the one that bounds both from below or from above; any other value as it is.</summary>
    internal static ulong Bound(DuckDbTypeId type, ulong cell, bool upper) => type switch
    {
        DuckDbTypeId.Float when (cell & int.MaxValue) == 0 => upper ? 0 : 1UL << 31,
        DuckDbTypeId.Double when (cell & long.MaxValue) == 0 => upper ? 0 : 1UL << 63,
        _ => cell,
    };

    /// <summary>The value as DuckDB writes it; null where .NET cannot hold it.</summary>
    internal static string? ToText(DuckDbTypeId type, ulong cell, TextHeap text)
    {
        var culture = CultureInfo.InvariantCulture;
        switch (type)
        {
            case DuckDbTypeId.Varchar:
                return Encoding.UTF8.GetString(text[cell]);
            case DuckDbTypeId.Integer:
                return ((int)(uint)cell).ToString(culture);
            case DuckDbTypeId.Float:
                return BitConverter.UInt32BitsToSingle((uint)cell).ToString("R", culture);
            case DuckDbTypeId.Double:
                return BitConverter.UInt64BitsToDouble(cell).ToString("R", culture);
            case DuckDbTypeId.Decimal:
                return cell.ToString(culture);
            case DuckDbTypeId.Date:
                var day = (int)(uint)cell + (long)DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
                return day >= 0 && day <= DateOnly.MaxValue.DayNumber ? DateOnly.FromDayNumber((int)day).ToString("yyyy-MM-dd", culture) : null;
            case DuckDbTypeId.TimestampTz:
                var micros = (Int128)(long)cell * TimeSpan.TicksPerMicrosecond + DateTime.UnixEpoch.Ticks;
                return micros >= 0 && micros <= DateTime.MaxValue.Ticks ? new DateTime((long)micros).ToString("yyyy-MM-dd HH:mm:ss.FFFFFF+00", culture) : null;
            default:
                return ((long)cell).ToString(culture);
        }
    }
}
