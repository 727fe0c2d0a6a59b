using Etl.Worker.DuckDb;
using Etl.Worker.Lake;
using Etl.Worker.Lake.Delta;
using Etl.Worker.Sources;

namespace Etl.Worker.Crawl;

/// <summary>The quarantine by hand: what is in it, what is to be tried again, what is to be treated as new.</summary>
public sealed class QuarantineBook
{
    private readonly LakeFolder lake;
    private readonly TimeProvider time;

    /// <exception cref="DirectoryNotFoundException">There is no lake.</exception>
    public QuarantineBook(string lake, TimeProvider time)
    {
        this.lake = new LakeFolder(lake, time);
        this.time = time;
        if (!this.lake.Quarantine.Exists)
            throw new DirectoryNotFoundException($"There is no lake at '{this.lake.Root}'.");
    }

    /// <summary>Entries, those seen last first.</summary>
    public IReadOnlyList<QuarantinedObject> List(QuarantineFilter filter, out long total)
    {
        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        Load(connection, lake.Quarantine.Log.LoadSnapshot());
        total = connection.QueryScalar<long>($"select count(*) from old where {Condition(filter)}");
        using var result = connection.Query($"""
            select source_uri, source_etag, source_size, stage, reason_code, message, attempts, first_seen_at, last_seen_at, next_attempt_at, gone_at
            from old
            where {Condition(filter)}
            order by last_seen_at desc, source_uri
            {(filter.Limit > 0 ? $"limit {filter.Limit}" : "")}
            """);
        return [.. result.Rows().Select(r => new QuarantinedObject(
            (string)r[0]!, (string)r[1]!, (long)r[2]!, (string)r[3]!, (string)r[4]!, (string?)r[5], (int)r[6]!,
            Instant(r[7])!.Value, Instant(r[8])!.Value, Instant(r[9]), Instant(r[10])))];
    }

    /// <summary>Marks entries so that the next refresh of their source reads them again, with all attempts before them.</summary>
    /// <returns>Entries marked.</returns>
    public long Retry(QuarantineFilter filter, CancellationToken cancel) => Change(filter, "retry", $"""
        {Due(Condition(filter))}
        union all by name
        select * from old where not ({Condition(filter)})
        """, cancel);

    /// <summary>
    /// Takes entries out: their objects are new to the next refresh. An archive is read as a whole: where it has other members, its entry
    /// only falls due, for without it the archive would pass for one that is all there.
    /// </summary>
    /// <returns>Entries taken out or fallen due.</returns>
    public long Forget(QuarantineFilter filter, CancellationToken cancel) => Change(filter, "forget", $"""
        select * from old where not ({Condition(filter)})
        union all by name
        {Due($"{Condition(filter)} and split_part(source_uri, '#', 1) in (from archive)")}
        """, cancel);

    private string Due(string condition) => $"""
        select * replace (
          0::integer as attempts,
          make_timestamptz({(time.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond}) as next_attempt_at)
        from old where {condition}
        """;

    private long Change(QuarantineFilter filter, string verb, string select, CancellationToken cancel)
    {
        using var work = new ScratchFolder(lake, time);
        while (true)
        {
            var snapshot = lake.Quarantine.Log.LoadSnapshot();
            using var database = DuckDbDatabase.Open();
            using var connection = database.Connect();
            Load(connection, snapshot);
            var count = connection.QueryScalar<long>($"select count(*) from old where {Condition(filter)}", cancel);
            if (count == 0)
                return 0;
            LoadArchives(connection);
            var add = SmallTableWriter.Write(
                lake.Quarantine, connection, $"from ({select}) order by source_uri", LakeSchemas.Quarantine, time.GetUtcNow(), work.Parts);
            var plan = new CommitPlan
            {
                Operation = "WRITE",
                Parameters = new Dictionary<string, string> { ["quarantine"] = verb },
                Adds = add is null ? [] : [add],
                Removes = [.. snapshot.Files.Values.Select(f => f.ToRemove(time.GetUtcNow()))],
                Reads = ReadScope.Everything,
                Schema = LakeSchemas.Quarantine,
            };
            if (lake.Quarantine.Commit(snapshot, plan, cancel).Outcome == CommitOutcome.Committed)
                return count;
            if (add is not null)
                File.Delete(PartPath.ToFile(lake.Quarantine.Directory, add.Path));
        }
    }

    private void Load(DuckDbConnection connection, DeltaSnapshot snapshot)
    {
        connection.Execute($"create table old ({LakeSchemas.Quarantine.ToDuckDbColumns()})");
        foreach (var (file, _) in lake.Quarantine.Parts(snapshot))
            connection.Execute($"insert into old by name select * from read_parquet({DuckDbSql.Literal(file)}, hive_partitioning = false)");
    }

    /// <summary>Archives that the lake has members of.</summary>
    private void LoadArchives(DuckDbConnection connection)
    {
        connection.Execute("""
            create table archive as
            select distinct split_part(source_uri, '#', 1) as uri from old where contains(source_uri, '#')
            """);
        var files = lake.Instances.Exists ? lake.Instances.Parts(lake.Instances.Log.LoadSnapshot()).Select(p => DuckDbSql.Literal(p.File)).ToList() : [];
        if (files.Count > 0)
        {
            connection.Execute($"""
                insert into archive
                select distinct split_part(source_uri, '#', 1)
                from read_parquet([{string.Join(", ", files)}], hive_partitioning = false)
                where contains(source_uri, '#')
                """);
        }
    }

    private static string Condition(QuarantineFilter filter)
    {
        var reasons = filter.Reasons.Count == 0 ? "true" : $"reason_code in ({string.Join(", ", filter.Reasons.Select(DuckDbSql.Literal))})";
        var sources = filter.Sources.Select(Uri).Select(uri =>
            $"(source_uri = {DuckDbSql.Literal(uri)} or starts_with(source_uri, {DuckDbSql.Literal(uri.TrimEnd('/') + "/")}) or starts_with(source_uri, {DuckDbSql.Literal(uri + "#")}))").ToList();
        return sources.Count == 0 ? reasons : $"{reasons} and ({string.Join(" or ", sources)})";
    }

    /// <summary>A path stands for its URI, whether or not there is anything any more.</summary>
    private static string Uri(string source) =>
        source.Contains("://", StringComparison.Ordinal) ? source : FileUri.FromPath(Path.TrimEndingDirectorySeparator(Path.GetFullPath(source)));

    private static DateTimeOffset? Instant(object? value) => value switch
    {
        null => null,
        DateTimeOffset instant => instant,
        DateTime instant => new DateTimeOffset(instant, TimeSpan.Zero),
        _ => throw new InvalidOperationException($"An instant was expected; found {value.GetType().Name}."),
    };
}

/// <summary>Which entries of the quarantine are meant: all that fit every condition given.</summary>
public sealed record QuarantineFilter
{
    /// <summary>Codes of <see cref="QuarantineReason"/>; none: any.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>Folders, objects, or their URIs; none: any.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Entries listed; 0 for all.</summary>
    public long Limit { get; init; }
}

/// <summary>An entry of the quarantine.</summary>
/// <param name="Uri">The object.</param>
/// <param name="Etag">Its state when it was tried.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Stage"><c>list</c>, <c>fetch</c> or <c>read</c>.</param>
/// <param name="Reason">One of the codes of <see cref="QuarantineReason"/>.</param>
/// <param name="Message">What was found.</param>
/// <param name="Attempts">Refreshes that tried it.</param>
/// <param name="FirstSeenAt">Start of the first of them.</param>
/// <param name="LastSeenAt">Start of the last of them.</param>
/// <param name="NextAttemptAt">Refreshes from then on try it again; null: not before it changes.</param>
/// <param name="GoneAt">Since when its source no longer has it; null: it is there.</param>
public sealed record QuarantinedObject(
    string Uri, string Etag, long Size, string Stage, string Reason, string? Message, int Attempts,
    DateTimeOffset FirstSeenAt, DateTimeOffset LastSeenAt, DateTimeOffset? NextAttemptAt, DateTimeOffset? GoneAt);
