using System.Text.Json;
using Etl.Worker.Cli;
using Etl.Worker.DuckDb;

namespace Etl.Worker.Sandbox;

/// <summary>
/// The process of one statement: <c>etl sandbox-query</c>. It reads one request from standard input, gives away what it could do harm
/// with, and answers in lines of JSON: <c>columns</c>, any number of <c>row</c>, and one of <c>done</c>, <c>refused</c>, <c>failed</c>.
/// </summary>
internal static class SandboxChild
{
    internal const string Verb = "sandbox-query";

    /// <summary>Address space beyond DuckDB's own limit: its library, the stacks of threads, results on their way.</summary>
    private const long Spare = 3L << 29;

    internal static int Run(Stream input, Stream output)
    {
        using var request = JsonDocument.Parse(input);
        var (limits, warehouse, sql) = Read(request.RootElement);
        // Nothing of the statement has been looked at yet.
        ProcessLimits.Apply((long)Math.Ceiling(limits.Time.TotalSeconds * limits.Threads) + 2, limits.MemoryBytes + Spare);
        SystemCallFilter.Install();
        var answer = new SandboxAnswer(output);
        try
        {
            using var database = DuckDbDatabase.Open(warehouse, Settings(limits));
            using var connection = database.Connect();
            new StatementGate(connection).Require(sql);
            connection.Execute("set lock_configuration = true");
            using var result = connection.Query(sql);
            answer.Write(result, limits);
        }
        catch (RefusedStatementException e)
        {
            answer.End("refused", e.Message);
        }
        // What does not fit into memory DuckDB would put into a temporary file, which the kernel refuses.
        catch (Exception e) when (e is OutOfMemoryException or DuckDbException { ErrorType: DuckDbErrorType.OutOfMemory or DuckDbErrorType.IO })
        {
            answer.End("failed", $"The statement needs more than the {limits.MemoryBytes >> 20:N0} MiB of memory that it may use. Aggregate less at once, or read fewer columns.");
        }
        catch (DuckDbException e)
        {
            answer.End("failed", e.Message);
        }

        return 0;
    }

    internal static void WriteRequest(Stream input, SandboxQuery query)
    {
        using var writer = new Utf8JsonWriter(input);
        writer.WriteStartObject();
        writer.WriteString("warehouse", query.Warehouse);
        writer.WriteString("sql", query.Sql);
        writer.WriteNumber("time_ms", query.Limits.Time.TotalMilliseconds);
        writer.WriteNumber("memory_bytes", query.Limits.MemoryBytes);
        writer.WriteNumber("rows", query.Limits.Rows);
        writer.WriteNumber("result_bytes", query.Limits.ResultBytes);
        writer.WriteNumber("threads", query.Limits.Threads);
        writer.WriteEndObject();
    }

    private static (SandboxLimits Limits, string Warehouse, string Sql) Read(JsonElement request) => (
        new SandboxLimits
        {
            Time = TimeSpan.FromMilliseconds(request.GetProperty("time_ms").GetDouble()),
            MemoryBytes = request.GetProperty("memory_bytes").GetInt64(),
            Rows = request.GetProperty("rows").GetInt64(),
            ResultBytes = request.GetProperty("result_bytes").GetInt64(),
            Threads = request.GetProperty("threads").GetInt32(),
        },
        request.GetProperty("warehouse").GetString()!,
        request.GetProperty("sql").GetString()!);

    private static Dictionary<string, string> Settings(SandboxLimits limits) => new()
    {
        ["access_mode"] = "READ_ONLY",
        ["enable_external_access"] = "false",
        ["autoinstall_known_extensions"] = "false",
        ["autoload_known_extensions"] = "false",
        ["allow_community_extensions"] = "false",
        ["threads"] = limits.Threads.ToString(),
        ["memory_limit"] = $"{limits.MemoryBytes >> 20}MiB",
        // No temporary files: what does not fit into memory is told so.
        ["max_temp_directory_size"] = "0B",
    };
}
