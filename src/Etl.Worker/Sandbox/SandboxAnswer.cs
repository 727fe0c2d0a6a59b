using System.Buffers;
using System.Text.Json;
using Etl.Worker.Cli;
using Etl.Worker.DuckDb;

namespace Etl.Worker.Sandbox;

/// <summary>What the process of a statement answers: lines of JSON, counted.</summary>
internal sealed class SandboxAnswer(Stream output)
{
    private const int FlushAt = 32 << 10;
    private readonly ArrayBufferWriter<byte> buffer = new(2 * FlushAt);
    private long written;

    /// <summary>The columns, the rows up to the limits, and the end.</summary>
    internal void Write(DuckDbResult result, SandboxLimits limits)
    {
        Line("columns", writer =>
        {
            writer.WriteStartArray();
            foreach (var column in result.Columns)
            {
                writer.WriteStartArray();
                writer.WriteStringValue(column.Name);
                writer.WriteStringValue(column.Type.ToString());
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
        });
        // The user sees at once that the statement is accepted and what it gives.
        Drain();
        var rows = 0L;
        var more = false;
        foreach (var row in result.Rows())
        {
            more = rows == limits.Rows || written + buffer.WrittenCount > limits.ResultBytes;
            if (more)
                break;
            rows++;
            Line("row", writer => WriteRow(writer, row));
            if (buffer.WrittenCount >= FlushAt)
                Drain();
        }

        Line("done", writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("rows", rows);
            writer.WriteBoolean("truncated", more);
            writer.WriteEndObject();
        });
        Drain();
    }

    internal void End(string how, string message)
    {
        Line(how, writer => writer.WriteStringValue(message));
        Drain();
    }

    private static void WriteRow(Utf8JsonWriter writer, object?[] row)
    {
        writer.WriteStartArray();
        foreach (var cell in row)
            CellJson.Write(writer, cell);
        writer.WriteEndArray();
    }

    private void Line(string name, Action<Utf8JsonWriter> value)
    {
        using (var writer = new Utf8JsonWriter(buffer, JsonLines.Options))
        {
            writer.WriteStartObject();
            writer.WritePropertyName(name);
            value(writer);
            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
    }

    private void Drain()
    {
        output.Write(buffer.WrittenSpan);
        output.Flush();
        written += buffer.WrittenCount;
        buffer.ResetWrittenCount();
    }
}
