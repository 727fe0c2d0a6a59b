using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Etl.Worker.Cli;

namespace Etl.Worker.Sandbox;

/// <summary>The answer of a statement's process as it comes, with no trust in it: bounded, and ended when it is not what it should be.</summary>
internal sealed class SandboxReading(Func<IReadOnlyList<ResultColumn>, ValueTask> columns, Func<JsonElement, ValueTask> row)
{
    /// <summary>Null until the process has said how the statement ended.</summary>
    internal SandboxStatus? Status { get; private set; }

    internal string Message { get; private set; } = "";

    internal long Rows { get; private set; }

    internal bool IsTruncated { get; private set; }

    /// <param name="output">Of the process.</param>
    /// <param name="most">Bytes; one row beyond is let through.</param>
    internal async Task ReadAsync(Stream output, long most)
    {
        var reader = PipeReader.Create(output);
        var taken = 0L;
        while (Status is null)
        {
            var read = await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
            var rest = read.Buffer;
            while (Status is null && Line(ref rest) is { } line)
            {
                taken += line.Length;
                await TakeAsync(line).ConfigureAwait(false);
            }

            if (read.IsCompleted)
                break;
            if (taken + rest.Length > (2 * most) + (1 << 20))
            {
                (Status, Message) = (SandboxStatus.Stopped, "Stopped: the result is larger than it may be.");
                break;
            }

            reader.AdvanceTo(rest.Start, rest.End);
        }

        await reader.CompleteAsync().ConfigureAwait(false);
    }

    private static ReadOnlySequence<byte>? Line(ref ReadOnlySequence<byte> rest)
    {
        if (rest.PositionOf((byte)'\n') is not { } end)
            return null;
        var line = rest.Slice(0, end);
        rest = rest.Slice(rest.GetPosition(1, end));
        return line;
    }

    private async ValueTask TakeAsync(ReadOnlySequence<byte> line)
    {
        using var document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 1000 });
        foreach (var member in document.RootElement.EnumerateObject())
        {
            switch (member.Name)
            {
                case "columns":
                    await columns([.. member.Value.EnumerateArray().Select(c => new ResultColumn(c[0].GetString()!, c[1].GetString()!))]).ConfigureAwait(false);
                    break;
                case "row":
                    Rows++;
                    await row(member.Value).ConfigureAwait(false);
                    break;
                case "done":
                    IsTruncated = member.Value.GetProperty("truncated").GetBoolean();
                    Status = SandboxStatus.Done;
                    break;
                case "refused" or "failed":
                    (Status, Message) = (member.Name == "refused" ? SandboxStatus.Refused : SandboxStatus.Failed, member.Value.GetString()!);
                    break;
            }
        }
    }
}
