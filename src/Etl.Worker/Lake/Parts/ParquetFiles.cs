using Etl.Worker.DuckDb;

namespace Etl.Worker.Lake.Parts;

/// <summary>Parts as DuckDB reads them.</summary>
internal static class ParquetFiles
{
    /// <summary>The relation of all rows: columns by name, what a part lacks NULL, nothing taken from the names of folders.</summary>
    internal static string Read(IEnumerable<string> files) => Read(files, "");

    /// <summary>The same, and of each row its part, <c>filename</c>, and its place in it, <c>file_row_number</c>.</summary>
    internal static string ReadPlaced(IEnumerable<string> files) => Read(files, ", filename = true, file_row_number = true");

    private static string Read(IEnumerable<string> files, string more) =>
        $"read_parquet({List(files)}, union_by_name = true, hive_partitioning = false{more})";

    /// <summary>A list of paths in which no character stands for others: <c>*</c> becomes <c>[*]</c>.</summary>
    internal static string List(IEnumerable<string> files) => $"[{string.Join(", ", files.Select(Literal))}]";

    /// <inheritdoc cref="List"/>
    internal static string Literal(string file) => DuckDbSql.Literal(
        file.Replace("[", "[[]", StringComparison.Ordinal).Replace("*", "[*]", StringComparison.Ordinal).Replace("?", "[?]", StringComparison.Ordinal));
}
