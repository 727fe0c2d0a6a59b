using System.Security.Cryptography;
using System.Text;
using Etl.Worker.DuckDb;

namespace Etl.Worker.Warehouse;

/// <summary>
/// What a warehouse was built of and by what, in the warehouse itself: the tables <c>lake_build</c> and <c>lake_parts</c>. The next build goes
/// on from there.
/// </summary>
/// <param name="Program">The program, its library of SQL and DuckDB: others may make other tables of the same rows.</param>
/// <param name="Updates">How often the file was brought up to date since it was built whole.</param>
/// <param name="Parts">The names of the parts of each table of instances; they are never used twice.</param>
internal sealed record BuildRecord(string Program, int Updates, IReadOnlyDictionary<string, HashSet<string>> Parts)
{
    internal static BuildRecord Of(IReadOnlyList<SqlObject> library, WarehouseInput input) => new(
        ProgramOf(library) + (input.IdentifyingExamples ? " with identifying examples" : ""), 0, InstanceTables.Assign(input.Instances).ToDictionary(t => t.Key, t => t.Value.Select(p => NameOf(p)).ToHashSet(StringComparer.Ordinal)));

    internal static string NameOf(InstancePart part) => Path.GetFileName(part.Path);

    /// <exception cref="DuckDbException">The warehouse has no record.</exception>
    internal static BuildRecord Read(DuckDbConnection connection, CancellationToken cancel)
    {
        using var build = connection.Query("select program, updates from lake_build", cancel);
        var (program, updates) = build.Rows().Select(r => ((string)r[0]!, (int)r[1]!)).Single();
        using var parts = connection.Query("select table_name, list(part) from lake_parts group by table_name", cancel);
        return new BuildRecord(program, updates, parts.Rows().ToDictionary(
            r => (string)r[0]!, r => ((object?[])r[1]!).Select(p => (string)p!).ToHashSet(StringComparer.Ordinal)));
    }

    /// <summary>Writes the record in the place of an earlier one.</summary>
    internal void Write(DuckDbConnection connection, CancellationToken cancel)
    {
        connection.Execute(
            $"""
            create or replace table lake_build as select {DuckDbSql.Literal(Program)} as program, {Updates}::integer as updates;
            create or replace table lake_parts (table_name varchar, part varchar)
            """, cancel);
        var rows = Parts.SelectMany(t => t.Value.Order(StringComparer.Ordinal).Select(p => $"({DuckDbSql.Literal(t.Key)}, {DuckDbSql.Literal(p)})")).ToList();
        if (rows.Count > 0)
            connection.Execute($"insert into lake_parts values {string.Join(", ", rows)}", cancel);
        connection.Execute(ColumnComments.Of("table", "lake_build", "How this file was built: one row",
        [
            ("program", "The program, its library of SQL and DuckDB that built it"),
            ("updates", "How often it was brought up to date since it was built whole"),
        ]), cancel);
        connection.Execute(ColumnComments.Of("table", "lake_parts", "Parts of the lake that the rows are from: one row per part",
            [("table_name", "Table that the part's rows are in"), ("part", "Name of the file; key")]), cancel);
    }

    private static string ProgramOf(IReadOnlyList<SqlObject> library)
    {
        var text = new StringBuilder();
        foreach (var file in library.OrderBy(o => o.Layer, StringComparer.Ordinal).ThenBy(o => o.Name, StringComparer.Ordinal))
            text.Append(file.Layer).Append('/').Append(file.Name).Append('\n').Append(file.Text).Append('\0');
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 8));
        return $"{typeof(BuildRecord).Module.ModuleVersionId:N} {hash} {DuckDbDatabase.LibraryVersion}";
    }
}
