using Etl.Schema.Columns;
using Etl.Worker.Sources;
using Etl.Worker.Sources.Archives;

namespace Etl.Worker.Crawl;

/// <summary>Archives: an object that is no DICOM and begins like one is read member by member, in place.</summary>
internal sealed partial class CrawlWorker
{
    /// <summary>What the object in the window is, by its first bytes.</summary>
    private ArchiveKind KindOfWindow() =>
        window.Offset == 0 ? ArchiveSignature.OfStart(window.Bytes) : ArchiveKind.None;

    /// <summary>
    /// Takes every member as an object of its own. What is wrong with the archive as a whole, or with what follows its last readable
    /// member, is one more object under the archive's own URI: so nothing of it goes without a word.
    /// </summary>
    private void TakeArchive(in ObjectInfo item, in InstanceSource container, ArchiveKind kind, bool mayDefer, CancellationToken cancel)
    {
        var cost = item.Source is IRemoteSource ? RangeCost.Request : RangeCost.LocalFile;
        using var archive = ArchiveReader.Open(kind, Container(ReaderOf(item.Source), item), item.Size, cost);
        var members = new MemberReader(archive);
        var taken = 0;
        try
        {
            while (archive.MoveNext(cancel))
            {
                if (taken++ > 0)
                    counters.AddMember();
                TakeMember(archive.Member, members, container, cancel);
            }

            if (archive.Problem is { } problem)
            {
                if (taken > 0)
                    counters.AddMember();
                Reject(container, "read", QuarantineReason.Of(problem.Fault), problem.Message);
            }
        }
        catch (ContainerException e)
        {
            parser.Abandon();
            if ((taken == 0 || taken == 1 && !members.IsSettled) && mayDefer && MayPass(e.InnerException!))
            {
                Deferred.Add(item);
                return;
            }

            // The member it befell, if any, counts as the rest.
            if (taken > 0 && members.IsSettled)
                counters.AddMember();
            RejectUnread(container, e.InnerException!);
            // Without any member read, the rows of the archive's earlier state stay until it can be read.
            if (taken == 0 || taken == 1 && !members.IsSettled)
                return;
        }

        Replace(item);
    }

    private void TakeMember(in ArchiveMember member, MemberReader members, in InstanceSource container, CancellationToken cancel)
    {
        var source = new InstanceSource(
            $"{container.Uri}#{member.Fragment}", $"{container.Etag}#{member.Version}", member.Size, container.ModifiedAt);
        if (member.Problem is { } known)
        {
            Reject(source, "read", QuarantineReason.Of(known.Fault), known.Message);
            return;
        }

        ParseStatus status;
        members.IsSettled = false;
        try
        {
            parser.Begin(source);
            window.Clear();
            clock.Begin();
            status = source.Size == 0 ? parser.Continue([], 0) : Parse(members, source);
        }
        catch (ArchiveException e)
        {
            parser.Abandon();
            members.IsSettled = true;
            Reject(source, "read", QuarantineReason.Of(e.Problem.Fault), e.Problem.Message);
            return;
        }

        members.IsSettled = true;
        if (status == ParseStatus.Row)
            Loaded(cancel);
        else if (KindOfWindow() != ArchiveKind.None)
            Reject(source, "read", QuarantineReason.NestedArchive, "An archive inside an archive is not opened.");
        else
            RejectUnreadable(source);
    }

    /// <summary>The container's bytes, counted; what goes wrong with them is told apart from what goes wrong with the lake.</summary>
    private ReadRange Container(IObjectReader reader, in ObjectInfo item)
    {
        var size = item.Size;
        // A remote source counts for itself.
        var isCounted = item.Source is not IRemoteSource;
        return (target, offset) =>
        {
            try
            {
                var count = reader.Read(target, offset);
                if (count == 0 && offset < size)
                    throw new ObjectChangedException();
                if (isCounted)
                    counters.AddRead(count);
                return count;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ContainerException(e);
            }
        };
    }

    /// <summary>The archive's current member as an object.</summary>
    private sealed class MemberReader(IArchiveReader archive) : IObjectReader
    {
        /// <summary>The current member is a row or in quarantine.</summary>
        internal bool IsSettled { get; set; } = true;

        public void Open(in ObjectInfo item) => throw new NotSupportedException("An archive goes from member to member by itself.");

        public int Read(Span<byte> target, long offset) => archive.Read(target, offset);

        public void Dispose()
        {
            // The archive is disposed of by who opened it.
        }
    }

    /// <summary>An archive's own bytes could not be read.</summary>
    private sealed class ContainerException(Exception inner) : Exception("The archive cannot be read.", inner);
}
