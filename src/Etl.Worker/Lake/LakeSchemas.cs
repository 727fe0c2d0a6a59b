using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Lake;

/// <summary>The fixed schemas of the small tables; that of instances grows with what is seen.</summary>
internal static class LakeSchemas
{
    internal static readonly DeltaStruct Quarantine = new(
        Text("source_uri", "The object"),
        Text("source_etag", "Changes when the object changes"),
        Long("source_size", "Bytes of the object"),
        Instant("source_modified_at", "As the source says"),
        Text("stage", "Where it ended: list, fetch, read"),
        Text("reason_code", "Why it gave no row"),
        Text("message", "What was found; never a value of the object"),
        Integer("attempts", "Refreshes that tried it"),
        Instant("first_seen_at", "Start of the first refresh that quarantined it"),
        Instant("last_seen_at", "Start of the last refresh that tried it"),
        Text("refresh_id", "The last refresh that tried it"),
        Instant("next_attempt_at", "Refreshes from then on try it again; null: not before it changes"),
        Instant("gone_at", "Start of the refresh that no longer found it at its source and kept it; null: it is there"));

    internal static readonly DeltaStruct Refreshes = new(
        Text("refresh_id", "Identifies the refresh"),
        Instant("started_at", "Start"),
        Instant("ended_at", "End; of a refresh that was killed the last sign of life"),
        Text("outcome", "done, failed, refused (too much would have gone), cancelled or killed"),
        Text("error", "Kind of the failure; null when done"),
        Text("error_message", "What was found and expected; never a value of an object"),
        new DeltaField("complete", DeltaType.Boolean, Comment: "All that it read is in the lake, rows and quarantine; archives of one that is not are read again"),
        Text("triggered_by", "hand or schedule"),
        new DeltaField("sources", new DeltaArray(DeltaType.String), Comment: "URIs of the sources covered"),
        Long("listed", "Objects found at the sources"),
        Long("new_objects", "Objects not known before"),
        Long("changed_objects", "Objects known with another etag"),
        Long("gone_objects", "Objects known and no longer found; their rows are removed"),
        Long("unchanged", "Objects known and the same"),
        Long("sampled_out", "Objects left out because enough of their series were there (--sample)"),
        Text("sample", "N-per-series: no more of a series were read, so rows of this refresh are a sample; null when all were"),
        Long("loaded", "Objects whose rows this refresh wrote"),
        Long("quarantined", "Objects that this refresh could not read"),
        Long("bytes_read", "Bytes fetched from the sources"),
        Long("header_bytes", "Bytes of the headers loaded"),
        Long("requests", "Opens of files and requests to buckets"),
        Long("list_requests", "Pages of listings of buckets"),
        Long("first_reads", "First reads of objects of buckets"),
        Long("further_reads", "Reads of more of an object than the first had brought"),
        Long("request_retries", "Requests to buckets that repeated one that had failed"),
        Double("latency_p50_seconds", "Half of the reads from buckets took less"),
        Double("latency_p95_seconds", "95 % of the reads from buckets took less"),
        Double("latency_p99_seconds", "99 % of the reads from buckets took less"),
        Long("retried", "Readings that failed in a way that may pass, and were tried again"),
        Long("commits", "Steps in which the table of instances was committed"),
        Long("parts_written", "Parquet parts written"),
        Long("peak_memory_bytes", "Largest resident memory of the process"),
        new DeltaField("stages", new DeltaArray(new DeltaStruct(Text("stage", "Stage"), Double("seconds", "Wall-clock seconds"))), Comment: "Time by stage"),
        Text("program_version", "Version of the program"),
        Text("options", "Options as JSON"),
        Long("lake_version_before", "Version of the table of instances before"),
        Long("lake_version_after", "Version of the table of instances after"));

    private static DeltaField Text(string name, string comment) => new(name, DeltaType.String, Comment: comment);

    private static DeltaField Long(string name, string comment) => new(name, DeltaType.Long, Comment: comment);

    private static DeltaField Integer(string name, string comment) => new(name, DeltaType.Integer, Comment: comment);

    private static DeltaField Double(string name, string comment) => new(name, DeltaType.Double, Comment: comment);

    private static DeltaField Instant(string name, string comment) => new(name, DeltaType.Timestamp, Comment: comment);
}
