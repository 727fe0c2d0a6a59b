using System.Runtime.InteropServices;

namespace Etl.Worker.DuckDb.Native;

/// <summary>A native array of logical types for the duration of one call.</summary>
internal sealed unsafe class NativeTypes : IDisposable
{
    private readonly NativeHandle[] _handles;

    public NativeTypes(IReadOnlyList<DuckDbType> types)
    {
        _handles = [.. types.Select(type => type.ToNative())];
        Pointer = (nint*)NativeMemory.Alloc((nuint)Math.Max(1, _handles.Length), (nuint)sizeof(nint));
        for (var i = 0; i < _handles.Length; i++)
            Pointer[i] = _handles[i].Value;
    }

    public nint* Pointer { get; }

    public int Count => _handles.Length;

    public void Dispose()
    {
        foreach (var handle in _handles)
            handle.Dispose();
        NativeMemory.Free(Pointer);
    }
}

/// <summary>A native array of zero-terminated UTF-8 names for the duration of one call.</summary>
internal sealed unsafe class NativeNames : IDisposable
{
    private readonly int _count;

    public NativeNames(IReadOnlyList<string> names)
    {
        _count = names.Count;
        Pointer = (byte**)NativeMemory.Alloc((nuint)Math.Max(1, _count), (nuint)sizeof(byte*));
        for (var i = 0; i < _count; i++)
            Pointer[i] = (byte*)Marshal.StringToCoTaskMemUTF8(names[i]);
    }

    public byte** Pointer { get; }

    public void Dispose()
    {
        for (var i = 0; i < _count; i++)
            Marshal.FreeCoTaskMem((nint)Pointer[i]);
        NativeMemory.Free(Pointer);
    }
}
