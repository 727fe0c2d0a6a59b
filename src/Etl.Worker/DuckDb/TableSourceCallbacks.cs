using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Etl.Worker.DuckDb.Native;

namespace Etl.Worker.DuckDb;

/// <summary>What DuckDB calls to read a table source. No exception leaves these methods: native frames cannot unwind one.</summary>
internal static unsafe class TableSourceCallbacks
{
    private sealed record Reader(TableSource Source, TableFill Fill);

    /// <summary>Declares the columns. The bind data is the source's key itself.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static void Bind(nint info)
    {
        try
        {
            var parameter = NativeMethods.duckdb_bind_get_parameter(info, 0);
            var key = NativeMethods.duckdb_get_int64(parameter);
            NativeMethods.duckdb_destroy_value(ref parameter);
            var source = Target<TableSourceRegistry>(NativeMethods.duckdb_bind_get_extra_info(info)).Find(key);
            foreach (var (name, type) in source.Columns)
            {
                using var native = type.ToNative();
                fixed (byte* text = ZeroTerminated(name))
                    NativeMethods.duckdb_bind_add_result_column(info, text, native.Value);
            }
            NativeMethods.duckdb_bind_set_bind_data(info, (nint)key, null);
        }
        catch (Exception exception)
        {
            fixed (byte* text = ZeroTerminated(exception.Message))
                NativeMethods.duckdb_bind_set_error(info, text);
        }
    }

    /// <summary>Once a scan: how many threads may read.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static void Init(nint info)
    {
        try
        {
            NativeMethods.duckdb_init_set_max_threads(info, (ulong)SourceOf(info).Threads);
        }
        catch (Exception exception)
        {
            FailInit(info, exception);
        }
    }

    /// <summary>Once a thread: its own fill.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static void LocalInit(nint info)
    {
        TableSource? source = null;
        try
        {
            source = SourceOf(info);
            var handle = GCHandle.Alloc(new Reader(source, source.Open()));
            NativeMethods.duckdb_init_set_init_data(info, GCHandle.ToIntPtr(handle), &Free);
        }
        catch (Exception exception)
        {
            source?.Fail(exception);
            FailInit(info, exception);
        }
    }

    /// <summary>Once a chunk.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static void Fill(nint info, nint output)
    {
        var reader = Target<Reader>(NativeMethods.duckdb_function_get_local_init_data(info));
        try
        {
            var chunk = new DataChunkWriter(output, reader.Source.Columns);
            chunk.SetSize(reader.Fill(chunk));
        }
        catch (Exception exception)
        {
            reader.Source.Fail(exception);
            fixed (byte* text = ZeroTerminated(exception.Message))
                NativeMethods.duckdb_function_set_error(info, text);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static void Free(nint handle) => GCHandle.FromIntPtr(handle).Free();

    private static TableSource SourceOf(nint initInfo) =>
        Target<TableSourceRegistry>(NativeMethods.duckdb_init_get_extra_info(initInfo))
            .Find(NativeMethods.duckdb_init_get_bind_data(initInfo));

    private static T Target<T>(nint handle) where T : class => (T)GCHandle.FromIntPtr(handle).Target!;

    private static void FailInit(nint info, Exception exception)
    {
        fixed (byte* text = ZeroTerminated(exception.Message))
            NativeMethods.duckdb_init_set_error(info, text);
    }

    private static byte[] ZeroTerminated(string text) => Encoding.UTF8.GetBytes(text + '\0');
}
