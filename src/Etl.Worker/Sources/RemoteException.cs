namespace Etl.Worker.Sources;

/// <summary>What a failed request says about another attempt.</summary>
public enum RemoteFailure
{
    /// <summary>The server has too much to do (429, 503 SlowDown) or is too slow: fewer at once, and again later.</summary>
    Busy,

    /// <summary>A connection broke, a body ended early, the server failed: again later.</summary>
    Passing,

    /// <summary>The object is another one by now.</summary>
    Changed,

    /// <summary>The object is gone.</summary>
    Gone,

    /// <summary>It may not be read.</summary>
    Denied,

    /// <summary>The request will fail again the same way.</summary>
    Lasting,

    /// <summary>It is the source that cannot be read, not this object: credentials, the bucket itself. Ends the refresh.</summary>
    Source,
}

/// <summary>A request to a remote source failed. The message has neither the object's key nor a secret.</summary>
public sealed class RemoteException(RemoteFailure failure, string message, Exception? inner = null) : IOException(message, inner)
{
    public RemoteFailure Failure { get; } = failure;

    /// <summary>The failure as an <see cref="IObjectReader"/> throws it.</summary>
    internal Exception AsReaderFailure() => Failure switch
    {
        RemoteFailure.Gone => new FileNotFoundException(Message),
        RemoteFailure.Denied => new UnauthorizedAccessException(Message),
        RemoteFailure.Changed => new ObjectChangedException(),
        _ => this,
    };
}
