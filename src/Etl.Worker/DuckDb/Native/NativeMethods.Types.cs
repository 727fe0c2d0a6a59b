using System.Runtime.InteropServices;

namespace Etl.Worker.DuckDb.Native;

internal static unsafe partial class NativeMethods
{
    // Logical types

    [LibraryImport(Library)]
    public static partial nint duckdb_create_logical_type(DuckDbTypeId type);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_list_type(nint type);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_array_type(nint type, ulong size);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_map_type(nint key, nint value);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_struct_type(nint* types, byte** names, ulong count);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_union_type(nint* types, byte** names, ulong count);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_enum_type(byte** names, ulong count);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_decimal_type(byte width, byte scale);

    [LibraryImport(Library)]
    public static partial void duckdb_destroy_logical_type(ref nint type);

    [LibraryImport(Library)]
    public static partial DuckDbTypeId duckdb_get_type_id(nint type);

    [LibraryImport(Library)]
    public static partial byte* duckdb_logical_type_get_alias(nint type);

    [LibraryImport(Library)]
    public static partial byte duckdb_decimal_width(nint type);

    [LibraryImport(Library)]
    public static partial byte duckdb_decimal_scale(nint type);

    [LibraryImport(Library)]
    public static partial uint duckdb_enum_dictionary_size(nint type);

    [LibraryImport(Library)]
    public static partial byte* duckdb_enum_dictionary_value(nint type, ulong index);

    [LibraryImport(Library)]
    public static partial nint duckdb_list_type_child_type(nint type);

    [LibraryImport(Library)]
    public static partial nint duckdb_array_type_child_type(nint type);

    [LibraryImport(Library)]
    public static partial ulong duckdb_array_type_array_size(nint type);

    [LibraryImport(Library)]
    public static partial nint duckdb_map_type_key_type(nint type);

    [LibraryImport(Library)]
    public static partial nint duckdb_map_type_value_type(nint type);

    [LibraryImport(Library)]
    public static partial ulong duckdb_struct_type_child_count(nint type);

    [LibraryImport(Library)]
    public static partial byte* duckdb_struct_type_child_name(nint type, ulong index);

    [LibraryImport(Library)]
    public static partial nint duckdb_struct_type_child_type(nint type, ulong index);

    [LibraryImport(Library)]
    public static partial ulong duckdb_union_type_member_count(nint type);

    [LibraryImport(Library)]
    public static partial byte* duckdb_union_type_member_name(nint type, ulong index);

    [LibraryImport(Library)]
    public static partial nint duckdb_union_type_member_type(nint type, ulong index);

    // Values: used to bind what has no bind function, and to have DuckDB print what .NET cannot hold

    [LibraryImport(Library)]
    public static partial nint duckdb_create_date(int days);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_time(long micros);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_time_ns(long nanos);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_time_tz_value(ulong bits);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_timestamp(long micros);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_timestamp_tz(long micros);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_timestamp_s(long seconds);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_timestamp_ms(long millis);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_timestamp_ns(long nanos);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_uuid(HugeInt value);

    [LibraryImport(Library)]
    public static partial byte* duckdb_get_varchar(nint value);

    [LibraryImport(Library)]
    public static partial long duckdb_get_int64(nint value);

    [LibraryImport(Library)]
    public static partial void duckdb_destroy_value(ref nint value);
}
