namespace Etl.Worker.Sources;

/// <summary>Pauses between attempts: twice as long each time, and of each a random share, so that many do not come back at once.</summary>
internal static class Retries
{
    internal const int MaxAttempts = 8;
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <param name="attempts">Attempts that failed, at least 1.</param>
    internal static TimeSpan Pause(int attempts) =>
        TimeSpan.FromTicks(Math.Min(Longest.Ticks, First.Ticks << Math.Min(attempts, 10))) * Random.Shared.NextDouble();

    internal static bool MayPass(RemoteFailure failure) => failure is RemoteFailure.Busy or RemoteFailure.Passing;

    /// <summary>Runs a request until it succeeds, fails in a way that will not pass, or has failed too often.</summary>
    /// <exception cref="RemoteException">The last failure.</exception>
    internal static async Task<T> RunAsync<T>(
        Traffic traffic, Func<CancellationToken, Task<T>> attempt, string what, TimeSpan limit, CancellationToken cancel)
    {
        for (var attempts = 1; ; attempts++)
        {
            using var timed = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            timed.CancelAfter(limit);
            try
            {
                return await attempt(timed.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (!cancel.IsCancellationRequested)
            {
                var failure = e is OperationCanceledException
                    ? new RemoteException(RemoteFailure.Busy, $"{what} took too long.", e) : Buckets.BucketFailure.Of(e, what);
                if (!MayPass(failure.Failure) || attempts >= MaxAttempts || IsUnreachable(e) && attempts >= 2)
                    throw failure;
            }

            traffic.AddRetry();
            await Task.Delay(Pause(attempts), cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Nobody is there, or under another name: a person should hear of it soon.</summary>
    private static bool IsUnreachable(Exception e) =>
        Buckets.BucketFailure.FindTls(e) is not null
        || Buckets.BucketFailure.FindSocket(e) is { SocketErrorCode: System.Net.Sockets.SocketError.ConnectionRefused or System.Net.Sockets.SocketError.HostNotFound };
}
