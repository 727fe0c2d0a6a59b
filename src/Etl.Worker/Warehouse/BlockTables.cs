using Etl.Schema.Columns;
using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Parts;

namespace Etl.Worker.Warehouse;

/// <summary>Makes the two tables and the view of a table of instances that is stored in blocks (<see cref="InstanceStorage"/>), and brings them up to date.</summary>
internal sealed class BlockTables(DuckDbConnection connection, string table, CancellationToken cancel)
{
    private readonly string rows = InstanceStorage.RowsOf(table);
    private readonly string blocks = InstanceStorage.BlocksOf(table);

    /// <param name="files">Parts of one modality.</param>
    /// <param name="columns">Columns of the table, in their order.</param>
    /// <param name="rule">When that is worth while.</param>
    /// <returns>False, and nothing is made, where their rows are not many, or not alike enough.</returns>
    internal bool TryCreate(IReadOnlyCollection<string> files, IReadOnlyCollection<LoadedColumn> columns, BlockRule rule)
    {
        if (!FindFirstRows(files, rule))
            return false;
        // They stand at the head of parts that the crawl wrote; of most parts no more than that is read.
        var last = connection.QueryScalar<long>("select max(place & 4294967295) from first_rows", cancel);
        var ofBlock = columns.Where(c => !InstanceStorage.IsOfRow(c.Name)).ToList();
        Fill(blocks, [("block", "INTEGER"), ("block_instances", "BIGINT"), .. ofBlock.Select(c => (c.Name, c.Type))], $"""
            select first_rows.block, first_rows.block_instances, {Expressions(ofBlock)}
            from {ParquetFiles.ReadPlaced(files)} as parts
            join first_rows on first_rows.place = {Place}
            where parts.file_row_number <= {last}
            """);
        var ofRow = columns.Where(c => InstanceStorage.IsOfRow(c.Name)).ToList();
        Fill(rows, [.. ofRow.Select(c => (c.Name, c.Type)), ("block", "INTEGER")], $"""
            select {Expressions(ofRow)}, first_rows.block
            from {ParquetFiles.Read(files)} as parts
            join first_rows on first_rows.hash = parts.shared_hash
            """);
        var view = string.Join(", ", columns.Select(c => $"{(InstanceStorage.IsOfRow(c.Name) ? "each" : "block")}.{DuckDbSql.Name(c.Name)}"));
        connection.Execute(
            $"""
            create view {table} as select {view} from {rows} as each join {blocks} as block on block.block = each.block;
            drop table first_rows
            """, cancel);
        return true;
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

    /// <summary>Where a row stands in the parts: one number for both is quicker to compare and to join than the part's name and the row's.</summary>
    private const string Place = "file_index << 32 | file_row_number";

    /// <summary>Puts the blocks into <c>first_rows</c>, each with the place of its first row, from which its values are read; unless they do not pay.</summary>
    private bool FindFirstRows(IReadOnlyCollection<string> files, BlockRule rule)
    {
        // The footers tell how many there are.
        if (connection.QueryScalar<long>($"select count(*) from {ParquetFiles.Read(files)}", cancel) < rule.LeastRows)
            return false;
        connection.Execute(
            $"""
            create or replace temp table shared_hashes as
            select shared_hash as hash, count(*) as block_instances, min({Place}) as place from {ParquetFiles.ReadPlaced(files)} group by shared_hash
            """, cancel);
        var pays = connection.QueryScalar<bool>(
            $"""
            select sum(block_instances) >= {rule.LeastAlike} * count(hash) and bool_and(coalesce(starts_with(hash, {DuckDbSql.Literal(PerInstance.Version)}), false))
            from shared_hashes
            """, cancel);
        if (pays)
            connection.Execute("create or replace temp table first_rows as select *, (row_number() over (order by hash) - 1)::integer as block from shared_hashes", cancel);
        connection.Execute("drop table shared_hashes", cancel);
        return pays;
    }

    private void Fill(string stored, IEnumerable<(string Name, string Type)> columns, string select)
    {
        connection.Execute($"create table {stored} ({InstanceStorage.Declare(columns)})", cancel);
        connection.Execute($"insert into {stored} {select}", cancel);
    }

    private static string Expressions(IEnumerable<LoadedColumn> columns) => string.Join(", ", columns.Select(c => c.Expression));

    /// <summary>The columns of the table of instances that a stored table has.</summary>
    private string Names(string stored)
    {
        using var result = connection.Query($"from {stored} limit 0", cancel);
        return string.Join(", ", result.Columns.Select(c => c.Name).Where(name => name is not ("block" or "block_instances")).Select(DuckDbSql.Name));
    }
}
