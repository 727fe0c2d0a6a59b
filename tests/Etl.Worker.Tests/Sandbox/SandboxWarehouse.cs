using System.Security.Cryptography;
using System.Text.Json;
using Etl.Worker.DuckDb;
using Etl.Worker.Sandbox;
using Etl.Worker.Tests.Cli;

namespace Etl.Worker.Tests.Sandbox;

/// <summary>A small published file in a folder of its own, and a sandbox on it.</summary>
public sealed class SandboxWarehouse : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly QuerySandbox sandbox = new();

    public SandboxWarehouse()
    {
        File = Path.Combine(folder.Path, "warehouse.duckdb");
        using var database = DuckDbDatabase.Open(File);
        using var connection = database.Connect();
        connection.Execute("""
            create table t as select i as n, 'row ' || i as name from range(5000) r(i);
            create view v as select * from t where n < 10;
            create macro twice(x) as x * 2;
            create macro firsts(k) as table select * from t where n < k;
            """);
    }

    public string File { get; }

    public string Folder => folder.Path;

    internal async Task<SandboxAnswered> Ask(string sql, SandboxLimits? limits = null, CancellationToken cancel = default)
    {
        var rows = new List<string>();
        var outcome = await sandbox.RunAsync(
            new SandboxQuery(File, sql, "user") { Limits = limits ?? new SandboxLimits { Time = TimeSpan.FromSeconds(30) } },
            _ => ValueTask.CompletedTask,
            row =>
            {
                rows.Add(row.GetRawText());
                return ValueTask.CompletedTask;
            }, cancel);
        return new SandboxAnswered(outcome, rows);
    }

    /// <summary>Every file beside the warehouse and what it holds.</summary>
    public string Digest() => string.Join('\n', Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(file => $"{file} {Convert.ToHexString(SHA256.HashData(System.IO.File.ReadAllBytes(file)))}"));

    public void Dispose()
    {
        sandbox.Dispose();
        folder.Dispose();
    }
}

internal sealed record SandboxAnswered(SandboxOutcome Outcome, IReadOnlyList<string> Rows)
{
    public SandboxStatus Status => Outcome.Status;

    public string Message => Outcome.Message;
}
