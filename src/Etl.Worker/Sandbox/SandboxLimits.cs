namespace Etl.Worker.Sandbox;

/// <summary>What a statement of the SQL console may use. All of it is enforced from outside the statement's process.</summary>
public sealed record SandboxLimits
{
    /// <summary>From the start of the process to its end.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes that DuckDB is told to keep to; the process is stopped at half as much again.</summary>
    public long MemoryBytes { get; init; } = 1L << 30;

    /// <summary>Rows given; the statement is not run further than one row beyond.</summary>
    public long Rows { get; init; } = 1_000;

    /// <summary>Bytes of the result as JSON.</summary>
    public long ResultBytes { get; init; } = 100L << 20;

    public int Threads { get; init; } = 2;

    /// <summary>Resident memory at which the process is stopped.</summary>
    internal long ResidentBytes => MemoryBytes + (MemoryBytes / 2);
}

/// <param name="Warehouse">A published warehouse.</param>
/// <param name="Sql">One SELECT statement.</param>
/// <param name="User">Whose it is: a user has a bounded number of statements waiting.</param>
public sealed record SandboxQuery(string Warehouse, string Sql, string User)
{
    public SandboxLimits Limits { get; init; } = new();
}
