using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Lake.Parts;

/// <summary>A Parquet file that a commit will add.</summary>
/// <param name="Modality">The partition's value; null for instances without Modality.</param>
/// <param name="Path">Where it lies.</param>
/// <param name="Rows">Rows in it.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Columns">Its columns with their types.</param>
/// <param name="Statistics">As COPY returned them.</param>
/// <param name="Sha256">Of the whole file, as <c>sha256sum</c> writes it.</param>
public sealed record WrittenPart(
    string? Modality, PartPath Path, long Rows, long Bytes, IReadOnlyList<DuckDbColumn> Columns,
    IReadOnlyList<ColumnStatistics> Statistics, string Sha256);
