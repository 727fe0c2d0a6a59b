namespace Etl.Schema.Columns;

/// <summary>Rows from <paramref name="First"/> up to <paramref name="End"/>.</summary>
/// <param name="First">The first of them.</param>
/// <param name="End">Behind the last.</param>
public readonly record struct RowRange(int First, int End);
