using System.Runtime.InteropServices;

namespace Etl.Worker.DuckDb.Native;

/// <summary>
/// One native object of DuckDB. It holds a reference to the object it was made from, so that a connection outlives its
/// results and a database its connections, whatever the order in which they are disposed or finalized.
/// </summary>
internal sealed class NativeHandle : SafeHandle
{
    private readonly Action<nint> _release;
    private readonly NativeHandle? _owner;

    public NativeHandle(nint value, Action<nint> release, NativeHandle? owner = null) : base(0, ownsHandle: true)
    {
        _release = release;
        if (owner is not null)
        {
            var added = false;
            owner.DangerousAddRef(ref added);
            _owner = owner;
        }
        SetHandle(value);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The raw value. Callers keep this object reachable while native code uses it.</summary>
    public nint Value
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return handle;
        }
    }

    protected override bool ReleaseHandle()
    {
        _release(handle);
        _owner?.DangerousRelease();
        return true;
    }
}
