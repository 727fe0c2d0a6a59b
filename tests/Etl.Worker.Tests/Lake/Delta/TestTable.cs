using System.Text.RegularExpressions;
using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Tests.Lake.Delta;

/// <summary>A table in a directory of its own, a clock that stands still until it is set, and no DuckDB: a checkpoint "file" holds its JSON rows.</summary>
internal sealed class TestTable : TimeProvider, IDisposable
{
    public const string Log = "_delta_log";
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public TestTable(PutMethod? method = null)
    {
        Root = Directory.CreateTempSubdirectory("delta-").FullName;
        Now = Start;
        DeltaLog = new DeltaLog(Root, this) { Method = method ?? PutIfAbsent.Default };
        WithCheckpoints = new DeltaLog(Root, this, Query);
    }

    public static DeltaStruct Schema { get; } = new(
        new DeltaField("SOPInstanceUID", DeltaType.String),
        new DeltaField("Rows", DeltaType.Integer),
        new DeltaField("Modality", DeltaType.String));

    public string Root { get; }

    public DateTimeOffset Now { get; set; }

    public DeltaLog DeltaLog { get; }

    public DeltaLog WithCheckpoints { get; }

    public override DateTimeOffset GetUtcNow() => Now;

    public static string Commit(long version) => $"{version:D20}.json";

    public string LogFile(string name) => Path.Combine(Root, Log, name);

    public string Text(long version) => File.ReadAllText(LogFile(Commit(version)));

    public DeltaSnapshot Create()
    {
        Assert.True(DeltaLog.TryCreate(Schema, ["Modality"]));
        return DeltaLog.LoadSnapshot();
    }

    public static Dictionary<string, string?> In(string? modality) => new() { ["Modality"] = modality };

    public static Add File1(string name, string? modality = "CT", bool dataChange = true) =>
        new($"Modality={modality}/{name}", 10, 1, dataChange) { PartitionValues = In(modality) };

    public static CommitPlan Append(params Add[] adds) => new() { Operation = "WRITE", Adds = adds };

    public void WriteLog(string name, string text)
    {
        Directory.CreateDirectory(Path.Combine(Root, Log));
        File.WriteAllText(LogFile(name), text);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static string[] Query(string sql)
    {
        var files = Regex.Matches(sql, "(?:read_json\\(|read_parquet\\(| to )'([^']+)'").Select(match => match.Groups[1].Value).ToList();
        if (!sql.StartsWith("copy", StringComparison.Ordinal))
            return File.ReadAllLines(files[0]);
        File.Copy(files[0], files[1]);
        return [];
    }
}
