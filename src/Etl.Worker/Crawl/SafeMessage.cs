using Etl.Worker.DuckDb;

namespace Etl.Worker.Crawl;

/// <summary>Messages of failures that are kept: without what may hold a value of an object.</summary>
internal static class SafeMessage
{
    private const int Longest = 2000;

    /// <summary>DuckDB quotes values where it converts or checks them; what it says of files and memory names only those.</summary>
    internal static string Of(Exception failure)
    {
        var text = failure is DuckDbException { ErrorType: not (DuckDbErrorType.IO or DuckDbErrorType.OutOfMemory) } query
            ? $"DuckDB: {query.ErrorType} error."
            : failure.Message;
        return text.Length <= Longest ? text : text[..Longest] + "…";
    }
}
