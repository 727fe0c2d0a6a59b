namespace Etl.Worker.Warehouse;

/// <summary>A check of <c>sql/checks</c> found violations: the warehouse was not published, the one before stays.</summary>
public sealed class WarehouseCheckException : Exception
{
    /// <param name="failures">The checks that failed, and how many violations each found.</param>
    public WarehouseCheckException(IReadOnlyList<KeyValuePair<string, long>> failures)
        : base($"The warehouse is not published: {string.Join(", ", failures.Select(f => $"the check {f.Key} found {f.Value} violations"))}; expected none.")
        => Failures = failures;

    /// <summary>Name and number of violations of each check that failed.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Failures { get; }
}
