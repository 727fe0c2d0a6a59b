using Etl.Schema.Columns;
using Etl.Worker.Crawl.Fetching;
using Etl.Worker.Lake.Parts;
using Etl.Worker.Profiling;
using Etl.Worker.Sources;
using Etl.Worker.Sources.Archives;

namespace Etl.Worker.Crawl;

/// <summary>One thread's share of a crawl: fetches headers, reads and flattens them, and writes a part whenever its batches have grown enough.</summary>
internal sealed partial class CrawlWorker : IDisposable
{
    private const int MaxRowsOfPart = PartWriter.MostRows;
    private const int RowsBetweenChecks = 512;

    /// <summary>So few rows take less time to hand over than to write; of more, workers write a part each at the same time.</summary>
    private const int MostRowsLeft = 512;

    private readonly long maxBytes;
    private readonly CrawlCounters counters;
    private readonly InstanceBatches batches;
    private readonly InstanceParser parser;
    private readonly PartWriter writer;
    private readonly FileWindow window = new();
    private readonly ReadClock clock;
    private readonly Dictionary<ISource, IObjectReader> readers = [];
    private ISource? lastSource;
    private IObjectReader? lastReader;
    private int rowsSinceCheck;
    private bool hasLeft;

    /// <param name="writer">Owned by the worker.</param>
    /// <param name="batches">Owned by the worker, until it leaves them to another.</param>
    /// <param name="maxBytes">Memory that the batches may take together.</param>
    /// <param name="profile">Told of the time that the steps of reading take.</param>
    internal CrawlWorker(PartWriter writer, InstanceBatches batches, long maxBytes, CrawlCounters counters, WorkProfile? profile = null)
    {
        clock = new ReadClock(profile ?? new WorkProfile());
        this.writer = writer;
        this.batches = batches;
        this.maxBytes = maxBytes;
        this.counters = counters;
        parser = new InstanceParser(batches);
    }

    /// <summary>Where parts are written; null: on the worker's own thread.</summary>
    internal PartThread? PartThread { get; init; }

    /// <summary>Parts written so far.</summary>
    internal List<WrittenPart> Parts { get; } = [];

    internal List<QuarantineEntry> Quarantine { get; } = [];

    /// <summary>Objects whose reading failed in a way that may pass; they are neither loaded nor quarantined yet.</summary>
    internal List<ObjectInfo> Deferred { get; } = [];

    /// <summary>URIs of objects dealt with whose earlier rows go.</summary>
    internal List<string> Replaced { get; } = [];

    /// <param name="listed">The object.</param>
    /// <param name="mayDefer">A failure that may pass defers the object; else it is quarantined.</param>
    /// <param name="cancel">Ends the writing of a part.</param>
    internal void Take(in ObjectInfo listed, bool mayDefer, CancellationToken cancel)
    {
        var item = listed;
        if (item.Error is { } listError)
        {
            Reject(Source(item), "list", QuarantineReason.ListError, listError);
            return;
        }

        ParseStatus status;
        InstanceSource source;
        try
        {
            var reader = item.Size == 0 ? null : Open(ref item);
            source = Source(item);
            status = Read(reader, source);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            parser.Abandon();
            item = Known(item);
            Fail(item, Source(item), e, mayDefer);
            return;
        }

        var kind = status == ParseStatus.Row ? ArchiveKind.None : KindOfWindow();
        Settle(item, source, status, kind, mayDefer, cancel);
    }

    /// <summary>Parses what was fetched of an object; when that is not enough, the fetch stage has it again afterwards.</summary>
    internal void Take(FetchedObject fetched, FetchStage fetch, bool mayDefer, CancellationToken cancel)
    {
        var item = fetched.Item;
        var source = Source(item);
        if (item.Error is { } listError)
        {
            Reject(source, "list", QuarantineReason.ListError, listError);
        }
        else if (fetched.Failure is { } failure)
        {
            Fail(item, source, failure, mayDefer);
        }
        else
        {
            parser.Begin(source);
            clock.Begin();
            var status = Parse(fetched);
            clock.Parsed();
            if (status == ParseStatus.NeedMoreBytes)
            {
                parser.Abandon();
                fetch.Ask(fetched, parser.NeedOffset, parser.NeedCount);
                return;
            }

            var isShown = fetched.TryShow(0, 1, out var bytes, out var offset);
            if (status == ParseStatus.Row && isShown)
                clock.EndRow(bytes, offset, item.Size);
            var kind = status != ParseStatus.Row && isShown ? ArchiveSignature.OfStart(bytes) : ArchiveKind.None;
            fetch.Done(fetched, status == ParseStatus.Row ? parser.HeaderBytes : null);
            if (kind != ArchiveKind.None)
                ReaderOf(item.Source).Open(item);
            Settle(item, source, status, kind, mayDefer, cancel);
            return;
        }

        fetch.Done(fetched, null);
    }

    private ParseStatus Parse(FetchedObject fetched)
    {
        if (fetched.Item.Size == 0)
            return parser.Continue([], 0);
        var (offset, count) = (0L, 1);
        while (fetched.TryShow(offset, count, out var bytes, out var windowOffset))
        {
            var status = parser.Continue(bytes, windowOffset);
            if (status != ParseStatus.NeedMoreBytes)
                return status;
            (offset, count) = (parser.NeedOffset, parser.NeedCount);
        }

        return ParseStatus.NeedMoreBytes;
    }

    private void Fail(in ObjectInfo item, in InstanceSource source, Exception failure, bool mayDefer)
    {
        if (mayDefer && MayPass(failure))
        {
            Deferred.Add(item);
            return;
        }

        // What may be read yet keeps the row of its earlier state until then.
        RejectUnread(source, failure);
    }

    private void Settle(
        in ObjectInfo item, in InstanceSource source, ParseStatus status, ArchiveKind kind, bool mayDefer, CancellationToken cancel)
    {
        if (kind != ArchiveKind.None)
        {
            TakeArchive(item, source, kind, mayDefer, cancel);
            return;
        }

        Replace(item);
        if (status == ParseStatus.Row)
            Loaded(cancel);
        else
            RejectUnreadable(source);
    }

    /// <summary>Writes the rows still in memory; the few of a modality are left to the worker that ends last.</summary>
    internal void Finish(LastRows last, CancellationToken cancel)
    {
        WriteAll(MostRowsLeft + 1, cancel);
        hasLeft = last.TryLeave(batches);
        if (!hasLeft)
        {
            foreach (var others in last.Left)
            {
                batches.Take(others);
                WriteAll(MaxRowsOfPart / 2, cancel);
            }

            WriteAll(1, cancel);
        }

        clock.Report();
    }

    public void Dispose()
    {
        foreach (var reader in readers.Values)
            reader.Dispose();
        if (!hasLeft)
            batches.Dispose();
        writer.Dispose();
    }

    private static InstanceSource Source(in ObjectInfo item) =>
        new(item.Uri, item.Etag, Math.Max(0, item.Size), new DateTimeOffset(item.ModifiedAt, TimeSpan.Zero));

    private IObjectReader Open(ref ObjectInfo item)
    {
        counters.AddRequest();
        var reader = ReaderOf(item.Source);
        clock.Begin();
        reader.Open(item);
        item = Known(item);
        clock.Opened();
        return reader;
    }

    /// <summary>What a listing left for the open file to tell, see <see cref="ISource.ListToOpen"/>.</summary>
    private ObjectInfo Known(in ObjectInfo item) => item.IsUnknown && ReaderOf(item.Source) is HeaderFile file ? file.Known(item) : item;

    /// <param name="reader">At the object; null: it has no bytes.</param>
    /// <param name="source">The object.</param>
    private ParseStatus Read(IObjectReader? reader, in InstanceSource source)
    {
        parser.Begin(source);
        window.Clear();
        return reader is null || source.Size == 0 ? parser.Continue([], 0) : Parse(reader, source);
    }

    private ParseStatus Parse(IObjectReader reader, in InstanceSource source)
    {
        var offset = 0L;
        var needed = FileWindow.FirstBytes;
        while (true)
        {
            var read = window.Show(reader, offset, needed, source.Size);
            if (read < 0)
                throw new ObjectChangedException();
            clock.Read(read);
            if (reader is not MemberReader)
                counters.AddRead(read);
            var status = parser.Continue(window.Bytes, window.Offset);
            clock.Parsed();
            if (status == ParseStatus.Row)
                clock.EndRow(window.Bytes, window.Offset, source.Size);
            if (status != ParseStatus.NeedMoreBytes)
                return status;
            offset = parser.NeedOffset;
            needed = parser.NeedCount;
        }
    }

    private IObjectReader ReaderOf(ISource source)
    {
        if (ReferenceEquals(source, lastSource))
            return lastReader!;
        if (!readers.TryGetValue(source, out var reader))
            readers.Add(source, reader = source.OpenReader());
        (lastSource, lastReader) = (source, reader);
        return reader;
    }

    /// <summary>What is not there, not ours to read, or another object by now will be the same a second later.</summary>
    private static bool MayPass(Exception e) => e is RemoteException remote
        ? Retries.MayPass(remote.Failure)
        : e is IOException and not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException or ObjectChangedException);

    private void Reject(in InstanceSource source, string stage, string reason, string message)
    {
        counters.AddQuarantined();
        Quarantine.Add(new QuarantineEntry(source, stage, reason, message));
    }

    private void RejectUnread(in InstanceSource source, Exception failure)
    {
        var reason = failure switch
        {
            ObjectChangedException or RemoteException { Failure: RemoteFailure.Changed } => QuarantineReason.ChangedWhileRead,
            FileNotFoundException or RemoteException { Failure: RemoteFailure.Gone } => QuarantineReason.NotFound,
            _ => QuarantineReason.ReadError,
        };
        Reject(source, "fetch", reason, failure is RemoteException ? failure.Message : failure.GetType().Name);
    }

    private void RejectUnreadable(in InstanceSource source) => Reject(
        source, "read", QuarantineReason.Of(parser.StopReason), $"No data element could be read; stop reason {parser.StopReason}.");

    private void Loaded(CancellationToken cancel)
    {
        counters.AddLoaded(parser.HeaderBytes);
        WriteWhatIsFull(cancel);
    }

    private void Replace(in ObjectInfo item)
    {
        if (item.Replaces)
            Replaced.Add(item.Uri);
    }

    private void WriteWhatIsFull(CancellationToken cancel)
    {
        if (parser.Batch.RowCount >= MaxRowsOfPart)
            Write(parser.Batch, cancel);
        if (++rowsSinceCheck < RowsBetweenChecks)
            return;
        rowsSinceCheck = 0;
        foreach (var aside in batches.Aside.Where(b => b.RowCount > MaxRowsOfPart / 2).ToList())
            Write(aside, cancel);
        var open = batches.All.Concat(batches.Aside);
        // Rows of the largest may have been set aside, all of them: then that batch is the next.
        while (open.Sum(b => b.BytesOfRows) > maxBytes && open.Where(b => b.RowCount > 0).MaxBy(b => b.BytesOfRows) is { } largest)
            Write(largest, cancel);
    }

    /// <summary>Writes batches of so many rows, then those that rows were set aside to meanwhile.</summary>
    private void WriteAll(int leastRows, CancellationToken cancel)
    {
        foreach (var batch in batches.All.Where(b => b.RowCount >= leastRows).ToList())
            Write(batch, cancel);
        foreach (var batch in batches.Aside.Where(b => b.RowCount >= leastRows).ToList())
            Write(batch, cancel);
    }

    private void Write(InstanceBatch batch, CancellationToken cancel)
    {
        if (batch.RowCount == 0)
            return;
        batches.SetAside(batch);
        if (batch.Rows.Count > 0)
        {
            var part = PartThread is null ? writer.Write(batch, cancel) : PartThread.Run(() => writer.Write(batch, cancel));
            Parts.Add(part);
            counters.AddPart(part.Rows);
        }

        batch.Clear();
    }
}
