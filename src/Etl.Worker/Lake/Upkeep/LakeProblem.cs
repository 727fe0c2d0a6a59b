namespace Etl.Worker.Lake.Upkeep;

/// <summary>Something about a lake that is not as its log says.</summary>
/// <param name="Table">instances, quarantine or refreshes.</param>
/// <param name="Code">Stable word for the kind: MISSING, SIZE, HASH, UNREADABLE, ROWS, SCHEMA, LOG, CHECKPOINT, TWICE, CONSERVATION.</param>
/// <param name="Version">The version it was found in.</param>
/// <param name="Part">The part, as the log names it; null where it is about the log or about several.</param>
/// <param name="Message">Found and expected; never a value of a row.</param>
public sealed record LakeProblem(string Table, string Code, long Version, string? Part, string Message);

/// <summary>A file that belongs to no version: of a running refresh, or of one that was killed. `etl lake vacuum` removes it when it is old enough.</summary>
/// <param name="File">Below the lake.</param>
public sealed record LeftOver(string File, long Bytes, DateTimeOffset Modified);

/// <summary>What was looked at of a table.</summary>
/// <param name="Hashed">Parts whose every byte was compared with the hash in the log; the others, of another writer, were read to their end.</param>
public sealed record VerifiedTable(string Table, long Version, int Parts, int Hashed, long Rows, long Bytes);

/// <summary>The answer of a verification; the lake is sound when there are no problems.</summary>
public sealed record VerifyReport(IReadOnlyList<VerifiedTable> Tables, IReadOnlyList<LakeProblem> Problems, IReadOnlyList<LeftOver> LeftOvers);
