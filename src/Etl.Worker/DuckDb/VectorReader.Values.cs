using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Etl.Worker.DuckDb.Native;

namespace Etl.Worker.DuckDb;

public readonly unsafe partial struct VectorReader
{
    /// <summary>
    /// The value as a .NET object: numbers as their own type (HUGEINT <see cref="Int128"/>, BIGNUM <see cref="BigInteger"/>),
    /// DECIMAL <see cref="decimal"/>, DATE <see cref="DateOnly"/>, TIME <see cref="TimeOnly"/>, TIMESTAMP <see cref="DateTime"/>,
    /// TIMESTAMP WITH TIME ZONE <see cref="DateTimeOffset"/> (UTC), INTERVAL <see cref="DuckDbInterval"/>, UUID <see cref="Guid"/>,
    /// BLOB byte[], BIT and ENUM and TIME WITH TIME ZONE string, lists and arrays object?[], STRUCT an
    /// <see cref="OrderedDictionary{TKey, TValue}"/>, MAP an array of <see cref="KeyValuePair{TKey, TValue}"/>, UNION its member's value.
    /// What the .NET type cannot hold exactly (infinity, the year 10000, nanoseconds, 38 digits) is DuckDB's own text of it.
    /// </summary>
    /// <exception cref="NotSupportedException">The type is VARIANT: cast it to JSON or VARCHAR in SQL.</exception>
    public object? GetValue(long row) => IsNull(row) ? null : Type.Id switch
    {
        DuckDbTypeId.SqlNull => null,
        DuckDbTypeId.Boolean => Get<byte>(row) != 0,
        DuckDbTypeId.TinyInt => Get<sbyte>(row),
        DuckDbTypeId.SmallInt => Get<short>(row),
        DuckDbTypeId.Integer => Get<int>(row),
        DuckDbTypeId.BigInt => Get<long>(row),
        DuckDbTypeId.UTinyInt => Get<byte>(row),
        DuckDbTypeId.USmallInt => Get<ushort>(row),
        DuckDbTypeId.UInteger => Get<uint>(row),
        DuckDbTypeId.UBigInt => Get<ulong>(row),
        DuckDbTypeId.HugeInt => Get<HugeInt>(row).ToInt128(),
        DuckDbTypeId.UHugeInt => (UInt128)Get<HugeInt>(row).ToInt128(),
        DuckDbTypeId.BigNum => GetBigNum(row),
        DuckDbTypeId.Float => Get<float>(row),
        DuckDbTypeId.Double => Get<double>(row),
        DuckDbTypeId.Decimal => GetDecimal(row),
        DuckDbTypeId.Varchar => GetString(row),
        DuckDbTypeId.Blob or DuckDbTypeId.Geometry => GetBytes(row).ToArray(),
        DuckDbTypeId.Bit => GetBits(row),
        DuckDbTypeId.Enum => Type.Labels[GetLabel(row)],
        DuckDbTypeId.Uuid => GetUuid(row),
        DuckDbTypeId.Interval => Get<DuckDbInterval>(row),
        DuckDbTypeId.Date or DuckDbTypeId.Time or DuckDbTypeId.TimeNs or DuckDbTypeId.TimeTz or DuckDbTypeId.Timestamp
            or DuckDbTypeId.TimestampS or DuckDbTypeId.TimestampMs or DuckDbTypeId.TimestampNs
            or DuckDbTypeId.TimestampTz => GetTime(row),
        DuckDbTypeId.List => GetElements(ListChild, GetListEntry(row)),
        DuckDbTypeId.Array => GetElements(ArrayChild, new DuckDbListEntry((ulong)(row * Type.Size), (ulong)Type.Size)),
        DuckDbTypeId.Map => GetMap(row),
        DuckDbTypeId.Struct => GetStruct(row),
        DuckDbTypeId.Union => GetUnion(row),
        _ => throw new NotSupportedException($"Values of type {Type} cannot be read; cast them to VARCHAR in SQL."),
    };

    private static object?[] GetElements(VectorReader child, DuckDbListEntry entry)
    {
        var values = new object?[entry.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = child.GetValue((long)entry.Offset + i);
        return values;
    }

    private KeyValuePair<object, object?>[] GetMap(long row)
    {
        var entry = GetListEntry(row);
        var (keys, values) = (ListChild.StructChild(0), ListChild.StructChild(1));
        var pairs = new KeyValuePair<object, object?>[entry.Length];
        for (var i = 0; i < pairs.Length; i++)
            pairs[i] = new(keys.GetValue((long)entry.Offset + i)!, values.GetValue((long)entry.Offset + i));
        return pairs;
    }

    private OrderedDictionary<string, object?> GetStruct(long row)
    {
        var values = new OrderedDictionary<string, object?>(Type.Fields.Count);
        for (var i = 0; i < Type.Fields.Count; i++)
            // Members of row(1, 2) have no name; they get their number.
            values.Add(Type.Fields[i].Name is { Length: > 0 } name ? name : $"{i + 1}", StructChild(i).GetValue(row));
        return values;
    }

    private object? GetUnion(long row)
    {
        // A union is a struct whose first member is the number of the member in use.
        var tag = new VectorReader(NativeMethods.duckdb_struct_vector_get_child(_vector, 0), DuckDbType.Of(DuckDbTypeId.UTinyInt));
        var member = tag.Get<byte>(row);
        var child = NativeMethods.duckdb_struct_vector_get_child(_vector, (ulong)member + 1);
        return new VectorReader(child, Type.Fields[member].Type).GetValue(row);
    }

    private int GetLabel(long row) => Type.Labels.Count switch
    {
        <= byte.MaxValue => Get<byte>(row),
        <= ushort.MaxValue => Get<ushort>(row),
        _ => (int)Get<uint>(row),
    };

    private object GetDecimal(long row)
    {
        var unscaled = Type.Width switch
        {
            <= 4 => Get<short>(row),
            <= 9 => Get<int>(row),
            <= 18 => Get<long>(row),
            _ => Get<HugeInt>(row).ToInt128(),
        };
        var magnitude = (UInt128)Int128.Abs(unscaled);
        if (Type.Scale <= 28 && magnitude >> 96 == UInt128.Zero)
            return new decimal((int)(uint)magnitude, (int)(uint)(magnitude >> 32), (int)(uint)(magnitude >> 64),
                unscaled < 0, (byte)Type.Scale);

        var digits = magnitude.ToString().PadLeft(Type.Scale + 1, '0');
        var text = Type.Scale == 0 ? digits : $"{digits[..^Type.Scale]}.{digits[^Type.Scale..]}";
        return unscaled < 0 ? $"-{text}" : text;
    }

    private Guid GetUuid(long row)
    {
        // Stored with the top bit flipped, so that it sorts as a signed number.
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt128BigEndian(bytes, Get<HugeInt>(row).ToInt128() ^ Int128.MinValue);
        return new Guid(bytes, bigEndian: true);
    }

    private string GetBits(long row)
    {
        // The first byte counts the padding bits at the front of the second.
        var bytes = GetBytes(row);
        var bits = new StringBuilder();
        for (var i = bytes[0]; i < (bytes.Length - 1) * 8; i++)
            bits.Append((bytes[1 + i / 8] >> (7 - i % 8) & 1) == 0 ? '0' : '1');
        return bits.ToString();
    }

    private BigInteger GetBigNum(long row)
    {
        // Three bytes of header whose top bit is set for positive numbers, then the magnitude; all inverted when negative.
        var bytes = GetBytes(row);
        if ((bytes[0] & 0x80) != 0) return new BigInteger(bytes[3..], isUnsigned: true, isBigEndian: true);

        var magnitude = bytes[3..].ToArray();
        for (var i = 0; i < magnitude.Length; i++)
            magnitude[i] = (byte)~magnitude[i];
        return -new BigInteger(magnitude, isUnsigned: true, isBigEndian: true);
    }

    private object GetTime(long row)
    {
        var count = Type.Id == DuckDbTypeId.Date ? Get<int>(row) : Get<long>(row);
        switch (Type.Id)
        {
            case DuckDbTypeId.Date when DuckDbTime.TryDate((int)count, out var date): return date;
            case DuckDbTypeId.Time when DuckDbTime.TryTime(count, 1, 10, out var time): return time;
            case DuckDbTypeId.TimeNs when DuckDbTime.TryTime(count, 100, 1, out var time): return time;
            case DuckDbTypeId.TimestampTz when DuckDbTime.TryDateTime(count, 1_000_000, out var utc):
                return new DateTimeOffset(utc, TimeSpan.Zero);
            case DuckDbTypeId.Timestamp when DuckDbTime.TryDateTime(count, 1_000_000, out var time): return time;
            case DuckDbTypeId.TimestampS when DuckDbTime.TryDateTime(count, 1, out var time): return time;
            case DuckDbTypeId.TimestampMs when DuckDbTime.TryDateTime(count, 1_000, out var time): return time;
            case DuckDbTypeId.TimestampNs when DuckDbTime.TryDateTime(count, 1_000_000_000, out var time): return time;
            default: return DuckDbText(count);
        }
    }

    private string DuckDbText(long count)
    {
        var value = Type.Id switch
        {
            DuckDbTypeId.Date => NativeMethods.duckdb_create_date((int)count),
            DuckDbTypeId.Time => NativeMethods.duckdb_create_time(count),
            DuckDbTypeId.TimeNs => NativeMethods.duckdb_create_time_ns(count),
            DuckDbTypeId.TimeTz => NativeMethods.duckdb_create_time_tz_value((ulong)count),
            DuckDbTypeId.TimestampTz => NativeMethods.duckdb_create_timestamp_tz(count),
            DuckDbTypeId.TimestampS => NativeMethods.duckdb_create_timestamp_s(count),
            DuckDbTypeId.TimestampMs => NativeMethods.duckdb_create_timestamp_ms(count),
            DuckDbTypeId.TimestampNs => NativeMethods.duckdb_create_timestamp_ns(count),
            _ => NativeMethods.duckdb_create_timestamp(count),
        };
        var text = NativeMethods.TakeText(NativeMethods.duckdb_get_varchar(value));
        NativeMethods.duckdb_destroy_value(ref value);
        return text;
    }
}
