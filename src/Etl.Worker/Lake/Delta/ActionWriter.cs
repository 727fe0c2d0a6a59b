using System.Buffers;
using System.Text.Json;

namespace Etl.Worker.Lake.Delta;

/// <summary>Actions as the bytes of a commit: one JSON object a line, LF after each, UTF-8 without byte order mark.</summary>
internal static class ActionWriter
{
    public static ReadOnlyMemory<byte> Write(IEnumerable<DeltaAction> actions)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var json = new Utf8JsonWriter(buffer, SchemaJson.WriterOptions);
        foreach (var action in actions)
        {
            json.WriteStartObject();
            WriteAction(json, action);
            json.WriteEndObject();
            json.Flush();
            buffer.Write("\n"u8);
            json.Reset();
        }
        return buffer.WrittenMemory;
    }

    private static void WriteAction(Utf8JsonWriter json, DeltaAction action)
    {
        switch (action)
        {
            case CommitInfo info:
                json.WriteStartObject("commitInfo"u8);
                WriteCommitInfo(json, info);
                break;
            case Protocol protocol:
                json.WriteStartObject("protocol"u8);
                json.WriteNumber("minReaderVersion"u8, protocol.MinReaderVersion);
                json.WriteNumber("minWriterVersion"u8, protocol.MinWriterVersion);
                WriteList(json, "readerFeatures"u8, protocol.ReaderFeatures);
                WriteList(json, "writerFeatures"u8, protocol.WriterFeatures);
                break;
            case MetaData metaData:
                json.WriteStartObject("metaData"u8);
                WriteMetaData(json, metaData);
                break;
            case Add add:
                json.WriteStartObject("add"u8);
                json.WriteString("path"u8, add.Path);
                WriteMap(json, "partitionValues"u8, add.PartitionValues);
                json.WriteNumber("size"u8, add.Size);
                json.WriteNumber("modificationTime"u8, add.ModificationTime);
                json.WriteBoolean("dataChange"u8, add.DataChange);
                WriteOptional(json, "stats"u8, add.Stats);
                if (add.Tags is not null)
                    WriteMap(json, "tags"u8, add.Tags!);
                break;
            case Remove remove:
                json.WriteStartObject("remove"u8);
                json.WriteString("path"u8, remove.Path);
                WriteOptional(json, "deletionTimestamp"u8, remove.DeletionTimestamp);
                json.WriteBoolean("dataChange"u8, remove.DataChange);
                // Says whether partitionValues and size are here; true only then (protocol, "Remove File").
                json.WriteBoolean("extendedFileMetadata"u8, remove.PartitionValues is not null && remove.Size is not null);
                if (remove.PartitionValues is not null)
                    WriteMap(json, "partitionValues"u8, remove.PartitionValues);
                WriteOptional(json, "size"u8, remove.Size);
                break;
            case Txn txn:
                json.WriteStartObject("txn"u8);
                json.WriteString("appId"u8, txn.AppId);
                json.WriteNumber("version"u8, txn.Version);
                WriteOptional(json, "lastUpdated"u8, txn.LastUpdated);
                break;
        }
        json.WriteEndObject();
    }

    private static void WriteCommitInfo(Utf8JsonWriter json, CommitInfo info)
    {
        WriteOptional(json, "timestamp"u8, info.Timestamp);
        WriteOptional(json, "operation"u8, info.Operation);
        WriteMap(json, "operationParameters"u8, info.OperationParameters!);
        WriteMap(json, "operationMetrics"u8, info.OperationMetrics!);
        WriteOptional(json, "readVersion"u8, info.ReadVersion);
        WriteOptional(json, "isolationLevel"u8, info.IsolationLevel);
        if (info.IsBlindAppend is { } blind)
            json.WriteBoolean("isBlindAppend"u8, blind);
        WriteOptional(json, "engineInfo"u8, info.EngineInfo);
        WriteOptional(json, "txnId"u8, info.TxnId);
        WriteOptional(json, "userMetadata"u8, info.UserMetadata);
    }

    private static void WriteMetaData(Utf8JsonWriter json, MetaData metaData)
    {
        json.WriteString("id"u8, metaData.Id);
        WriteOptional(json, "name"u8, metaData.Name);
        WriteOptional(json, "description"u8, metaData.Description);
        json.WriteStartObject("format"u8);
        json.WriteString("provider"u8, metaData.FormatProvider);
        WriteMap(json, "options"u8, metaData.FormatOptions!);
        json.WriteEndObject();
        json.WriteString("schemaString"u8, metaData.SchemaString);
        WriteList(json, "partitionColumns"u8, metaData.PartitionColumns);
        WriteMap(json, "configuration"u8, metaData.Configuration!);
        WriteOptional(json, "createdTime"u8, metaData.CreatedTime);
    }

    private static void WriteOptional(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }

    private static void WriteOptional(Utf8JsonWriter json, ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
    }

    private static void WriteList(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<string>? values)
    {
        if (values is null)
            return;
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static void WriteMap(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyDictionary<string, string?> values)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in values)
            json.WriteString(key, value);
        json.WriteEndObject();
    }
}
