using System.Text.Encodings.Web;
using System.Text.Json;

namespace Etl.Worker.Cli;

/// <summary>
/// What the program tells machines: one JSON object a line, each with <c>schema</c> and <c>type</c>. Members are only ever added;
/// a reader ignores those it does not know.
/// </summary>
internal static class JsonLines
{
    private const int Schema = 1;

    // Names and paths stay readable; control characters are escaped either way.
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(Stream output, string type, Action<Utf8JsonWriter> members)
    {
        using var line = new MemoryStream();
        using (var writer = new Utf8JsonWriter(line, Options))
        {
            writer.WriteStartObject();
            writer.WriteNumber("schema", Schema);
            writer.WriteString("type", type);
            members(writer);
            writer.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        // One write a line: a reader never sees half of one.
        output.Write(line.GetBuffer(), 0, (int)line.Length);
        output.Flush();
    }

    public static void WriteExitError(Stream output, Failure failure) => Write(output, "exit_error", writer =>
    {
        writer.WriteNumber("code", failure.Code);
        writer.WriteString("name", ExitCode.Name(failure.Code));
        writer.WriteString("message", failure.Message);
        if (failure.Hint is not null)
            writer.WriteString("hint", failure.Hint);
    });
}
