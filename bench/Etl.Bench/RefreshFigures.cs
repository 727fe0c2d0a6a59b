using Etl.Worker.DuckDb;
using Etl.Worker.Lake;
using Etl.Worker.Lake.Parts;

namespace Etl.Bench;

/// <summary>What a lake's only refresh says of itself.</summary>
internal sealed record RefreshFigures(long Listed, long Reads, long BytesRead, long HeaderBytes, long PeakBytes, double ReadSeconds)
{
    internal static RefreshFigures Of(string lake)
    {
        var table = new LakeFolder(lake, TimeProvider.System).Refreshes;
        var parts = table.Parts(table.Log.LoadSnapshot()).Select(p => p.File);
        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        using var result = connection.Query($"""
            select listed, first_reads + further_reads, bytes_read, header_bytes, peak_memory_bytes,
              list_sum(list_transform(list_filter(stages, s -> s.stage in ('list', 'read')), s -> s.seconds))
            from {ParquetFiles.Read(parts)}
            """);
        var row = result.Rows().Single();
        return new RefreshFigures((long)row[0]!, (long)row[1]!, (long)row[2]!, (long)row[3]!, (long)row[4]!, (double)row[5]!);
    }
}
