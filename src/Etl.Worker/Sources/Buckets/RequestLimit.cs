namespace Etl.Worker.Sources.Buckets;

/// <summary>How long one request may take: a time to answer, then a body no slower than a bound.</summary>
internal sealed class RequestLimit : IDisposable
{
    private const int LeastBytesPerSecond = 16 << 10;
    private static readonly TimeSpan FirstByte = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource source;

    internal RequestLimit(CancellationToken cancel)
    {
        source = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        source.CancelAfter(FirstByte);
    }

    internal CancellationToken Token => source.Token;

    /// <summary>The answer has begun; so many bytes follow.</summary>
    internal void ExpectBody(long bytes) => source.CancelAfter(Grace + TimeSpan.FromSeconds((double)bytes / LeastBytesPerSecond));

    public void Dispose() => source.Dispose();
}
