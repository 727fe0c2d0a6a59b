using System.Text.Json;

namespace Etl.Worker.Lake.Delta;

/// <summary>
/// Commits of any writer: CRLF, blank lines, a byte order mark, null members, numbers written as fractions or text and statistics
/// given as an object are taken as they were meant.
/// </summary>
internal static class ActionReader
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 512 };

    /// <param name="commit">All bytes of a commit.</param>
    /// <param name="source">Name of the file, for messages.</param>
    public static List<DeltaAction> ReadCommit(ReadOnlyMemory<byte> commit, string source)
    {
        var actions = new List<DeltaAction>();
        var rest = commit.Span.StartsWith("\uFEFF"u8) ? commit[3..] : commit;
        for (var line = 1; !rest.IsEmpty; line++)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            var text = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (!text.Span.Trim(" \t\r"u8).IsEmpty)
                actions.AddRange(ReadLine(text, source, line));
        }
        return actions;
    }

    /// <summary>The actions of one object: one in a commit's line, one beside many nulls in a checkpoint's row.</summary>
    public static List<DeltaAction> ReadLine(ReadOnlyMemory<byte> text, string source, int line)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Options);
            return [.. document.RootElement.EnumerateObject()
                .Where(member => member.Value.ValueKind == JsonValueKind.Object)
                .Select(Read)
                .OfType<DeltaAction>()];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // The reader's own message may quote the text, and the text may hold values of rows.
            throw new DeltaException($"{source} line {line} is not a Delta action ({e.GetType().Name}).");
        }
    }

    private static DeltaAction? Read(JsonProperty member) => member.Name switch
    {
        "add" => ReadAdd(member.Value),
        "remove" => ReadRemove(member.Value),
        "metaData" => ReadMetaData(member.Value),
        "protocol" => new Protocol((int)RequireNumber(member.Value, "minReaderVersion"), (int)RequireNumber(member.Value, "minWriterVersion"))
        {
            ReaderFeatures = List(member.Value, "readerFeatures"),
            WriterFeatures = List(member.Value, "writerFeatures"),
        },
        "txn" => new Txn(Require(member.Value, "appId"), RequireNumber(member.Value, "version"), Number(member.Value, "lastUpdated")),
        "commitInfo" => ReadCommitInfo(member.Value),
        _ => null,
    };

    private static Add ReadAdd(JsonElement add) =>
        new(Require(add, "path"), Number(add, "size") ?? 0, Number(add, "modificationTime") ?? 0, Flag(add, "dataChange") ?? true)
        {
            PartitionValues = Map(add, "partitionValues") ?? EmptyMap.Values,
            Stats = Text(add, "stats"),
            Tags = WithoutNulls(Map(add, "tags")),
        };

    private static Remove ReadRemove(JsonElement remove) =>
        new(Require(remove, "path"), Number(remove, "deletionTimestamp"), Flag(remove, "dataChange") ?? true)
        {
            PartitionValues = Map(remove, "partitionValues"),
            Size = Number(remove, "size"),
        };

    private static MetaData ReadMetaData(JsonElement metaData)
    {
        var format = metaData.TryGetProperty("format"u8, out var given) && given.ValueKind == JsonValueKind.Object ? given : default;
        return new MetaData(Require(metaData, "id"), Require(metaData, "schemaString"))
        {
            Name = Text(metaData, "name"),
            Description = Text(metaData, "description"),
            FormatProvider = format.ValueKind == JsonValueKind.Object ? Text(format, "provider") ?? "parquet" : "parquet",
            FormatOptions = (format.ValueKind == JsonValueKind.Object ? WithoutNulls(Map(format, "options")) : null) ?? EmptyMap.Strings,
            PartitionColumns = List(metaData, "partitionColumns") ?? [],
            Configuration = WithoutNulls(Map(metaData, "configuration")) ?? EmptyMap.Strings,
            CreatedTime = Number(metaData, "createdTime"),
        };
    }

    private static CommitInfo ReadCommitInfo(JsonElement info) => new()
    {
        Timestamp = Number(info, "timestamp"),
        Operation = Text(info, "operation"),
        OperationParameters = WithoutNulls(Map(info, "operationParameters")) ?? EmptyMap.Strings,
        OperationMetrics = WithoutNulls(Map(info, "operationMetrics")) ?? EmptyMap.Strings,
        ReadVersion = Number(info, "readVersion"),
        IsolationLevel = Text(info, "isolationLevel"),
        IsBlindAppend = Flag(info, "isBlindAppend"),
        EngineInfo = Text(info, "engineInfo"),
        TxnId = Text(info, "txnId"),
        UserMetadata = Text(info, "userMetadata"),
    };

    private static string Require(JsonElement element, string name) =>
        Text(element, name) ?? throw new FormatException();

    private static long RequireNumber(JsonElement element, string name) =>
        Number(element, name) ?? throw new FormatException();

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? Text(value) : null;

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        _ => value.GetRawText(),
    };

    private static long? Number(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var value))
            return null;
        if (value.ValueKind == JsonValueKind.Number)
            return value.TryGetInt64(out var whole) ? whole : checked((long)value.GetDouble());
        return value.ValueKind == JsonValueKind.String && long.TryParse(value.GetString(), out var parsed) ? parsed : null;
    }

    private static bool? Flag(JsonElement element, string name) =>
        Text(element, name) is { } text && bool.TryParse(text, out var flag) ? flag : null;

    private static List<string>? List(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(item => Text(item) ?? "")]
            : null;

    private static Dictionary<string, string?>? Map(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.Object)
            return null;
        var map = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
            map[member.Name] = Text(member.Value);
        return map;
    }

    private static Dictionary<string, string>? WithoutNulls(Dictionary<string, string?>? map) =>
        map?.Where(pair => pair.Value is not null).ToDictionary(pair => pair.Key, pair => pair.Value!, StringComparer.Ordinal);
}
