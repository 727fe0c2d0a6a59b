using System.Runtime.InteropServices;

namespace Etl.Worker.DuckDb.Native;

/// <summary>
/// DuckDB's C API under the names of its header duckdb.h. A native handle is an <c>nint</c>, <c>idx_t</c> a
/// <c>ulong</c>, <c>duckdb_state</c> an <c>int</c> (0 is success), a text that DuckDB keeps a <c>byte*</c>.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Naming", "CA1707", Justification = "The names are those of duckdb.h.")]
internal static unsafe partial class NativeMethods
{
    public const string Library = "duckdb";

    static NativeMethods() => NativeLibraryResolver.Register();

    // Open, connect, configuration

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int duckdb_open_ext(string? path, out nint database, nint config, out byte* error);

    [LibraryImport(Library)]
    public static partial void duckdb_close(ref nint database);

    [LibraryImport(Library)]
    public static partial int duckdb_connect(NativeHandle database, out nint connection);

    [LibraryImport(Library)]
    public static partial void duckdb_disconnect(ref nint connection);

    [LibraryImport(Library)]
    public static partial void duckdb_interrupt(NativeHandle connection);

    [LibraryImport(Library)]
    public static partial QueryProgress duckdb_query_progress(NativeHandle connection);

    [LibraryImport(Library)]
    public static partial byte* duckdb_library_version();

    [LibraryImport(Library)]
    public static partial int duckdb_create_config(out nint config);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int duckdb_set_config(nint config, string name, string option);

    [LibraryImport(Library)]
    public static partial void duckdb_destroy_config(ref nint config);

    [LibraryImport(Library)]
    public static partial void duckdb_free(void* pointer);

    // Statements

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int duckdb_query(NativeHandle connection, string query, DuckDbResultStruct* result);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial ulong duckdb_extract_statements(NativeHandle connection, string query, out nint statements);

    [LibraryImport(Library)]
    public static partial byte* duckdb_extract_statements_error(nint statements);

    [LibraryImport(Library)]
    public static partial int duckdb_prepare_extracted_statement(NativeHandle connection, NativeHandle statements, ulong index, out nint statement);

    [LibraryImport(Library)]
    public static partial void duckdb_destroy_extracted(ref nint statements);

    [LibraryImport(Library)]
    public static partial byte* duckdb_prepare_error(nint statement);

    [LibraryImport(Library)]
    public static partial void duckdb_destroy_prepare(ref nint statement);

    [LibraryImport(Library)]
    public static partial int duckdb_pending_prepared(NativeHandle statement, out nint pending);

    [LibraryImport(Library)]
    public static partial int duckdb_pending_prepared_streaming(NativeHandle statement, out nint pending);

    [LibraryImport(Library)]
    public static partial byte* duckdb_pending_error(nint pending);

    [LibraryImport(Library)]
    public static partial PendingState duckdb_pending_execute_task(nint pending);

    [LibraryImport(Library)]
    public static partial int duckdb_execute_pending(nint pending, DuckDbResultStruct* result);

    [LibraryImport(Library)]
    public static partial void duckdb_destroy_pending(ref nint pending);

    // Binding of parameters; indexes start at 1

    [LibraryImport(Library)]
    public static partial ulong duckdb_nparams(NativeHandle statement);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int duckdb_bind_parameter_index(NativeHandle statement, out ulong index, string name);

    [LibraryImport(Library)]
    public static partial int duckdb_clear_bindings(NativeHandle statement);

    [LibraryImport(Library)]
    public static partial int duckdb_bind_null(NativeHandle statement, ulong index);

    [LibraryImport(Library)]
    public static partial int duckdb_bind_boolean(NativeHandle statement, ulong index, byte value);

    [LibraryImport(Library)]
    public static partial int duckdb_bind_int32(NativeHandle statement, ulong index, int value);

    [LibraryImport(Library)]
    public static partial int duckdb_bind_int64(NativeHandle statement, ulong index, long value);

    [LibraryImport(Library)]
    public static partial int duckdb_bind_uint64(NativeHandle statement, ulong index, ulong value);

    [LibraryImport(Library)]
    public static partial int duckdb_bind_hugeint(NativeHandle statement, ulong index, HugeInt value);

    [LibraryImport(Library)]
    public static partial int duckdb_bind_float(NativeHandle statement, ulong index, float value);

    [LibraryImport(Library)]
    public static partial int duckdb_bind_double(NativeHandle statement, ulong index, double value);

    [LibraryImport(Library)]
    public static partial int duckdb_bind_date(NativeHandle statement, ulong index, int days);

    [LibraryImport(Library)]
    public static partial int duckdb_bind_timestamp(NativeHandle statement, ulong index, long micros);

    [LibraryImport(Library)]
    public static partial int duckdb_bind_timestamp_tz(NativeHandle statement, ulong index, long micros);

    [LibraryImport(Library)]
    public static partial int duckdb_bind_varchar_length(NativeHandle statement, ulong index, byte* value, ulong length);

    [LibraryImport(Library)]
    public static partial int duckdb_bind_blob(NativeHandle statement, ulong index, void* data, ulong length);

    [LibraryImport(Library)]
    public static partial int duckdb_bind_value(NativeHandle statement, ulong index, nint value);

    // Results

    [LibraryImport(Library)]
    public static partial void duckdb_destroy_result(DuckDbResultStruct* result);

    [LibraryImport(Library)]
    public static partial byte* duckdb_result_error(DuckDbResultStruct* result);

    [LibraryImport(Library)]
    public static partial int duckdb_result_error_type(DuckDbResultStruct* result);

    [LibraryImport(Library)]
    public static partial ulong duckdb_column_count(DuckDbResultStruct* result);

    [LibraryImport(Library)]
    public static partial byte* duckdb_column_name(DuckDbResultStruct* result, ulong column);

    [LibraryImport(Library)]
    public static partial nint duckdb_column_logical_type(DuckDbResultStruct* result, ulong column);

    [LibraryImport(Library)]
    public static partial ulong duckdb_rows_changed(DuckDbResultStruct* result);

    [LibraryImport(Library)]
    public static partial nint duckdb_fetch_chunk(DuckDbResultStruct result);

    /// <summary>The text at <paramref name="text"/>, which stays DuckDB's.</summary>
    public static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    /// <summary>The text at <paramref name="text"/>, which is freed.</summary>
    public static string TakeText(byte* text)
    {
        var value = Text(text);
        if (text is not null) duckdb_free(text);
        return value;
    }
}
