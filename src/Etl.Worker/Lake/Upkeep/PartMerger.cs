using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Delta;
using Etl.Worker.Lake.Parts;

namespace Etl.Worker.Lake.Upkeep;

/// <summary>
/// Writes the rows of several parts as one, in the order of rows, with the columns and nested fields of all of them. Memory is bounded: the
/// sort spills to disk, and few parts are open at a time, since each holds the metadata of a thousand columns.
/// </summary>
internal sealed class PartMerger : IDisposable
{
    private const string Memory = "400MB", LittleMemory = "160MB";
    private const int PartsAtOnce = 32;

    private readonly LakeTable table;
    private readonly TimeProvider time;
    private readonly WorkDatabase work;
    private readonly int groupRows;

    /// <param name="lake">The lake.</param>
    /// <param name="table">Its parts are merged.</param>
    /// <param name="time">Names parts by time.</param>
    /// <param name="isSparing">In less memory, and so more slowly.</param>
    internal PartMerger(LakeFolder lake, LakeTable table, TimeProvider time, bool isSparing = false)
    {
        this.table = table;
        this.time = time;
        groupRows = isSparing ? PartWriter.SparingGroupRows : PartWriter.MergedGroupRows;
        work = new WorkDatabase(lake, time, isSparing ? LittleMemory : Memory);
        if (isSparing)
            work.Connection.Execute("set threads = 1");
    }

    /// <summary>Writes the new part, flushed to disk. Where it fails, it leaves no part.</summary>
    /// <exception cref="DuckDbException">A part cannot be read, or there is not enough memory or disk.</exception>
    internal WrittenPart Merge(IReadOnlyList<Add> parts, CancellationToken cancel)
    {
        var path = PartPath.Create(parts[0].PartitionValues, time.GetUtcNow());
        var file = Path.Combine([table.Directory, .. path.RelativeFile.Split('/')]);
        work.Parts.Note(file);
        var gathered = new List<string>();
        try
        {
            var files = parts.Select(p => PartPath.ToFile(table.Directory, p.Path)).ToList();
            var expected = work.Connection.QueryScalar<long>($"select sum(num_rows) from parquet_file_metadata({ParquetFiles.List(files)})", cancel);
            while (files.Count > PartsAtOnce)
                files = [.. files.Chunk(PartsAtOnce).Select(chunk => Gather(chunk, gathered, cancel))];
            return Write(parts[0], path, file, files, expected, cancel);
        }
        catch
        {
            File.Delete(file);
            throw;
        }
        finally
        {
            gathered.ForEach(File.Delete);
        }
    }

    public void Dispose() => work.Dispose();

    private WrittenPart Write(Add like, PartPath path, string file, List<string> files, long expected, CancellationToken cancel)
    {
        var rows = ParquetFiles.Read(files);
        IReadOnlyList<DuckDbColumn> columns;
        using (var schema = work.Connection.Query($"from {rows} limit 0", cancel))
            columns = schema.Columns;
        var order = RowOrder.Sql([.. columns.Select(c => c.Name)]);
        using var result = work.Connection.Query(
            $"copy (select * from {rows} order by {order}) to {DuckDbSql.Literal(file)} " +
            $"(format parquet, compression zstd, row_group_size {groupRows}, write_bloom_filter false, return_stats)", cancel);
        var statistics = PartStatisticsReader.Read(result, out var count, out var bytes);
        if (count != expected)
            throw new InvalidOperationException($"The merged part {path.RelativeFile} has {count} rows; those it is made of have {expected}.");
        var hash = FinishedPart.Finish(work.Connection, file, PartCommit.SchemaOf(columns));
        return new WrittenPart(like.PartitionValues.Values.FirstOrDefault(), path, count, bytes, columns, statistics, hash);
    }

    private string Gather(string[] files, List<string> gathered, CancellationToken cancel)
    {
        if (files.Length == 1)
            return files[0];
        var file = Path.Combine(work.Folder, $"{Guid.NewGuid():N}.parquet");
        gathered.Add(file);
        work.Connection.Execute(
            $"copy (from {ParquetFiles.Read(files)}) to {DuckDbSql.Literal(file)} (format parquet, compression zstd, compression_level 1, row_group_size {groupRows})",
            cancel);
        return file;
    }
}
