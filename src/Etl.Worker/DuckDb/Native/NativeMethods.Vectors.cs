using System.Runtime.InteropServices;

namespace Etl.Worker.DuckDb.Native;

// None of these blocks or calls back, so most skip the garbage collector's transition: it would cost more than the call.
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library), SuppressGCTransition]
    public static partial ulong duckdb_vector_size();

    [LibraryImport(Library)]
    public static partial nint duckdb_create_data_chunk(nint* types, ulong columnCount);

    [LibraryImport(Library)]
    public static partial void duckdb_destroy_data_chunk(ref nint chunk);

    [LibraryImport(Library)]
    public static partial void duckdb_data_chunk_reset(nint chunk);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial ulong duckdb_data_chunk_get_column_count(nint chunk);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial nint duckdb_data_chunk_get_vector(nint chunk, ulong column);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial ulong duckdb_data_chunk_get_size(nint chunk);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void duckdb_data_chunk_set_size(nint chunk, ulong size);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void* duckdb_vector_get_data(nint vector);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial ulong* duckdb_vector_get_validity(nint vector);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void duckdb_vector_ensure_validity_writable(nint vector);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void duckdb_vector_assign_string_element_len(nint vector, ulong index, byte* text, ulong length);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial nint duckdb_list_vector_get_child(nint vector);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial ulong duckdb_list_vector_get_size(nint vector);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial int duckdb_list_vector_set_size(nint vector, ulong size);

    [LibraryImport(Library)]
    public static partial int duckdb_list_vector_reserve(nint vector, ulong capacity);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial nint duckdb_struct_vector_get_child(nint vector, ulong index);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial nint duckdb_array_vector_get_child(nint vector);

    // Appender

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int duckdb_appender_create_ext(
        NativeHandle connection, string? catalog, string? schema, string table, out nint appender);

    [LibraryImport(Library)]
    public static partial ulong duckdb_appender_column_count(NativeHandle appender);

    [LibraryImport(Library)]
    public static partial nint duckdb_appender_column_type(NativeHandle appender, ulong column);

    [LibraryImport(Library)]
    public static partial nint duckdb_appender_error_data(NativeHandle appender);

    [LibraryImport(Library)]
    public static partial int duckdb_error_data_error_type(nint error);

    [LibraryImport(Library)]
    public static partial byte* duckdb_error_data_message(nint error);

    [LibraryImport(Library)]
    public static partial void duckdb_destroy_error_data(ref nint error);

    [LibraryImport(Library)]
    public static partial int duckdb_append_data_chunk(NativeHandle appender, nint chunk);

    [LibraryImport(Library)]
    public static partial int duckdb_appender_flush(NativeHandle appender);

    [LibraryImport(Library)]
    public static partial int duckdb_appender_clear(nint appender);

    [LibraryImport(Library)]
    public static partial int duckdb_appender_close(NativeHandle appender);

    [LibraryImport(Library)]
    public static partial int duckdb_appender_destroy(ref nint appender);
}
