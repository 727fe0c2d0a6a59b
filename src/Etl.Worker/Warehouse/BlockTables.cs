using Etl.Schema.Columns;
using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Parts;

namespace Etl.Worker.Warehouse;

/// <summary>Makes the two tables and the view of a table of instances that is stored in blocks (<see cref="InstanceStorage"/>), and brings them up to date.</summary>
internal sealed class BlockTables(DuckDbConnection connection, string table, CancellationToken cancel)
{
    private readonly string rows = InstanceStorage.RowsOf(table);
    private readonly string blocks = InstanceStorage.BlocksOf(table);

    /// <summary>Whether the rows of these parts are many, and alike enough.</summary>
    internal bool Pays(IReadOnlyCollection<string> files, BlockRule rule)
    {
        var sql = $"""
            select count(*) >= {rule.LeastRows} and count(*) >= {rule.LeastAlike} * count(distinct shared_hash)
              and count(*) = count(*) filter (starts_with(shared_hash, {DuckDbSql.Literal(PerInstance.Version)}))
            from {ParquetFiles.Read(files)}
            """;
        return connection.QueryScalar<bool>(sql, cancel);
    }

    /// <param name="files">Parts of one modality.</param>
    /// <param name="columns">Columns of the table, in their order, and the expression over the parts' columns that gives each.</param>
    internal void Create(IReadOnlyCollection<string> files, IReadOnlyCollection<KeyValuePair<string, string>> columns)
    {
        // The first row of each block is the one that its values are read from.
        connection.Execute(
            $"""
            create or replace temp table first_rows as
            select shared_hash as hash, (row_number() over (order by shared_hash) - 1)::integer as block, count(*) as block_instances,
              min(struct_pack(part := filename, place := file_row_number)) as first
            from {ParquetFiles.ReadPlaced(files)}
            group by shared_hash
            """, cancel);
        // They stand at the head of parts that the crawl wrote; of most parts no more than that is read.
        var last = connection.QueryScalar<long>("select max(first.place) from first_rows", cancel);
        var ofBlock = Expressions(columns, name => !InstanceStorage.IsOfRow(name));
        Fill(blocks, $"""
            select first_rows.block, first_rows.block_instances, {ofBlock}
            from {ParquetFiles.ReadPlaced(files)} as parts
            join first_rows on first_rows.first.part = parts.filename and first_rows.first.place = parts.file_row_number
            where parts.file_row_number <= {last}
            """);
        var ofRow = Expressions(columns, InstanceStorage.IsOfRow);
        Fill(rows, $"""
            select {ofRow}, first_rows.block
            from {ParquetFiles.Read(files)} as parts
            join first_rows on first_rows.hash = parts.shared_hash
            """);
        var view = string.Join(", ", columns.Select(c => $"{(InstanceStorage.IsOfRow(c.Key) ? "each" : "block")}.{DuckDbSql.Name(c.Key)}"));
        connection.Execute(
            $"""
            create view {table} as select {view} from {rows} as each join {blocks} as block on block.block = each.block;
            drop table first_rows
            """, cancel);
    }

    /// <summary>Takes out the rows that <c>parts_keys</c> does not name.</summary>
    internal void RemoveOthers()
    {
        connection.Execute(
            $"""
            delete from {rows} where rowid in (
              select each.rowid
              from {rows} as each
              anti join parts_keys as k
                on k.source_uri = each.source_uri and k.source_etag = each.source_etag and k.refresh_id is not distinct from each.refresh_id
            )
            """, cancel);
    }

    /// <summary>Puts rows in, each into its block, and new blocks where there are none yet.</summary>
    /// <param name="added">A query of rows with all columns of the table.</param>
    /// <exception cref="InvalidDataException">They do not tell what they share.</exception>
    internal void Add(string added)
    {
        connection.Execute($"create or replace temp table added_rows as {added}", cancel);
        if (connection.QueryScalar<long>(
            $"select count(*) from added_rows where coalesce(not starts_with(shared_hash, {DuckDbSql.Literal(PerInstance.Version)}), true)", cancel) > 0)
            throw new InvalidDataException($"Rows of {table} cannot be put in blocks.");
        connection.Execute(
            $"""
            insert into {blocks} by name
            select
              (select coalesce(max(block), -1) from {blocks}) + row_number() over (order by shared_hash) as block,
              0 as block_instances,
              {Names(blocks)}
            from (select distinct on (shared_hash) * from added_rows where shared_hash not in (select shared_hash from {blocks}));
            insert into {rows} by name
            select {Names(rows)}, block.block from added_rows join (select shared_hash, block from {blocks}) as block using (shared_hash);
            drop table added_rows
            """, cancel);
    }

    /// <summary>Counts the rows of blocks anew, and drops those that have none any more.</summary>
    internal void Recount() => connection.Execute(
        $"""
        delete from {blocks} where block not in (select block from {rows});
        update {blocks} as old set block_instances = counted.instances
        from (select block, count(*) as instances from {rows} group by block) as counted
        where counted.block = old.block and counted.instances <> old.block_instances
        """, cancel);

    private void Fill(string stored, string select)
    {
        using (var described = connection.Query($"{select} limit 0", cancel))
            connection.Execute($"create table {stored} ({InstanceStorage.Declare(described.Columns)})", cancel);
        connection.Execute($"insert into {stored} {select}", cancel);
    }

    private static string Expressions(IEnumerable<KeyValuePair<string, string>> columns, Func<string, bool> isWanted) =>
        string.Join(", ", columns.Where(c => isWanted(c.Key)).Select(c => c.Value));

    /// <summary>The columns of the table of instances that a stored table has.</summary>
    private string Names(string stored)
    {
        using var result = connection.Query($"from {stored} limit 0", cancel);
        return string.Join(", ", result.Columns.Select(c => c.Name).Where(name => name is not ("block" or "block_instances")).Select(DuckDbSql.Name));
    }
}
