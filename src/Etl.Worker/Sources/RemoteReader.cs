namespace Etl.Worker.Sources;

/// <summary>Reads objects of a remote source on a thread that waits: for what is read in between, such as the directory of an archive.</summary>
internal sealed class RemoteReader(IRemoteSource source) : IObjectReader
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private ObjectInfo item;

    public void Open(in ObjectInfo item) => this.item = item;

    public int Read(Span<byte> target, long offset)
    {
        var count = (int)Math.Min(target.Length, item.Size - offset);
        if (count <= 0)
            return 0;
        var bytes = new byte[count];
        try
        {
            Retries.RunAsync<object?>(source.Traffic, async cancel =>
            {
                await source.ReadAsync(item, offset, bytes, cancel).ConfigureAwait(false);
                return null;
            }, "A read", Limit, CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (RemoteException e)
        {
            throw e.AsReaderFailure();
        }

        bytes.CopyTo(target);
        return count;
    }

    public void Dispose()
    {
        // The source is not the reader's.
    }
}
