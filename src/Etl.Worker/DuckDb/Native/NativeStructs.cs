using System.Runtime.InteropServices;

namespace Etl.Worker.DuckDb.Native;

/// <summary>duckdb_result. Only the address and the size matter; every member is deprecated or internal.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct DuckDbResultStruct
{
    public ulong DeprecatedColumnCount;
    public ulong DeprecatedRowCount;
    public ulong DeprecatedRowsChanged;
    public nint DeprecatedColumns;
    public nint DeprecatedErrorMessage;
    public nint InternalData;
}

/// <summary>duckdb_pending_state.</summary>
internal enum PendingState
{
    Ready = 0,
    NotReady = 1,
    Error = 2,
    NoTasks = 3,
}

/// <summary>duckdb_query_progress_type.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct QueryProgress
{
    public double Percentage;
    public ulong RowsProcessed;
    public ulong TotalRowsToProcess;
}

/// <summary>duckdb_hugeint: the value is upper * 2^64 + lower.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct HugeInt
{
    public ulong Lower;
    public long Upper;

    public readonly Int128 ToInt128() => new((ulong)Upper, Lower);

    public static HugeInt From(Int128 value) => new() { Lower = (ulong)value, Upper = (long)(value >> 64) };
}
