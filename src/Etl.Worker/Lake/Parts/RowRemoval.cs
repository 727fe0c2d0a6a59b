using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Lake.Parts;

/// <summary>Removes rows from a table of the lake by copy-on-write: only parts that hold one of them are written anew, in the same order.</summary>
public sealed class RowRemoval : IDisposable
{
    private const string Object = "split_part(source_uri, '#', 1)";

    private readonly LakeTable table;
    private readonly TimeProvider time;
    private readonly PartJournal? journal;
    private readonly DuckDbDatabase database;
    private readonly DuckDbConnection connection;

    /// <param name="table">The table.</param>
    /// <param name="uris">Objects whose rows go: of an archive, those of all its members.</param>
    /// <param name="time">Names parts by time.</param>
    /// <param name="journal">Told of each part before it is written.</param>
    /// <param name="spillFolder">Where DuckDB may spill to; null: nowhere.</param>
    public RowRemoval(LakeTable table, IReadOnlyList<string> uris, TimeProvider time, PartJournal? journal = null, string? spillFolder = null)
    {
        this.journal = journal;
        this.table = table;
        this.time = time;
        database = DuckDbDatabase.Open(options: new Dictionary<string, string>
        {
            ["memory_limit"] = "768MB",
            ["temp_directory"] = spillFolder ?? "",
            // Several would each keep a row group of a thousand columns in memory until it is its turn.
            ["threads"] = "1",
        });
        connection = database.Connect();
        connection.Execute("set preserve_insertion_order = true; create table outdated (uri varchar)");
        var next = 0;
        using var rows = connection.OpenTableSource([new("uri", DuckDbType.Varchar)], chunk =>
        {
            var row = 0;
            for (; row < DataChunkWriter.Capacity && next < uris.Count; row++)
                chunk[0].SetString(row, uris[next++]);
            return row;
        });
        connection.Execute($"insert into outdated select * from {rows.Sql}");
    }

    /// <summary>Writes what is left of every part that holds one of the rows.</summary>
    /// <param name="parts">Parts that may hold one.</param>
    /// <param name="cancel">Ends the writing.</param>
    /// <returns>The parts that go, and those that take their place.</returns>
    public (List<Add> Removed, List<WrittenPart> Written) Rewrite(IEnumerable<Add> parts, CancellationToken cancel)
    {
        var removed = new List<Add>();
        var written = new List<WrittenPart>();
        foreach (var add in parts.OrderBy(f => f.Path, StringComparer.Ordinal))
        {
            var file = PartPath.ToFile(table.Directory, add.Path);
            var source = ParquetFiles.Read([file]);
            var gone = connection.QueryScalar<long>($"select count(*) from {source} where {Object} in (from outdated)", cancel);
            if (gone == 0)
                continue;
            removed.Add(add);
            if (connection.QueryScalar<long>($"select num_rows from parquet_file_metadata({ParquetFiles.Literal(file)})", cancel) > gone)
                written.Add(Copy(add, source, cancel));
        }

        return (removed, written);
    }

    public void Dispose()
    {
        connection.Dispose();
        database.Dispose();
    }

    private WrittenPart Copy(Add add, string source, CancellationToken cancel)
    {
        var path = PartPath.Create(add.PartitionValues, time.GetUtcNow());
        var file = Path.Combine([table.Directory, .. path.RelativeFile.Split('/')]);
        var rest = $"select * from {source} where {Object} not in (from outdated)";
        journal?.Note(file);
        IReadOnlyList<DuckDbColumn> columns;
        using (var schema = connection.Query($"from ({rest}) limit 0", cancel))
            columns = schema.Columns;
        using var result = connection.Query($"copy ({rest}) to {DuckDbSql.Literal(file)} (format parquet, compression zstd, compression_level 1, row_group_size {PartWriter.MergedGroupRows}, return_stats)", cancel);
        var statistics = PartStatisticsReader.Read(result, out var rows, out var bytes);
        var hash = FinishedPart.Finish(connection, file, PartCommit.SchemaOf(columns));
        return new WrittenPart(add.PartitionValues.Values.FirstOrDefault(), path, rows, bytes, columns, statistics, hash);
    }
}
