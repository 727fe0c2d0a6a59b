namespace Etl.Worker.DuckDb;

/// <summary>An error of DuckDB, with DuckDB's own message.</summary>
/// <remarks>
/// The message may quote the SQL text and, for conversion and constraint errors, a value: do not log it where values
/// of patients may appear; log <see cref="ErrorType"/> instead.
/// </remarks>
public sealed class DuckDbException : Exception
{
    public DuckDbException(DuckDbErrorType errorType, string message, Exception? inner = null) : base(message, inner) =>
        ErrorType = errorType;

    public DuckDbErrorType ErrorType { get; }

    /// <summary>
    /// For the functions that give a message only: every message of DuckDB starts with its kind, as in
    /// <c>Catalog Error: Table with name t does not exist!</c>
    /// </summary>
    internal static DuckDbException FromMessage(string message, Exception? inner = null)
    {
        var end = message.IndexOf(" Error: ", StringComparison.Ordinal);
        var kind = end < 0 ? "" : message[..end].Replace(" ", "", StringComparison.Ordinal);
        if (kind == "TransactionContext")
            kind = nameof(DuckDbErrorType.Transaction);
        var known = Enum.TryParse<DuckDbErrorType>(kind, ignoreCase: true, out var errorType);
        return new DuckDbException(known ? errorType : DuckDbErrorType.Invalid, message, inner);
    }
}
