namespace Etl.Worker.Lake.Delta;

/// <summary>The table's log, schema or protocol is not what this program can read or write. The message names file, field or version, never a value.</summary>
public sealed class DeltaException : Exception
{
    public DeltaException()
    {
    }

    public DeltaException(string message)
        : base(message)
    {
    }

    public DeltaException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
