using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Parts;

namespace Etl.Worker.Lake;

/// <summary>A database in memory of bounded size, which spills to a work folder of the lake, and is gone afterwards.</summary>
internal sealed class WorkDatabase : IDisposable
{
    private readonly ScratchFolder folder;
    private readonly DuckDbDatabase database;

    /// <param name="lake">The lake.</param>
    /// <param name="time">Names the work folder by time.</param>
    /// <param name="memory">DuckDB's limit, such as <c>1GB</c>.</param>
    internal WorkDatabase(LakeFolder lake, TimeProvider time, string memory)
    {
        folder = new ScratchFolder(lake, time);
        database = DuckDbDatabase.Open(options: new Dictionary<string, string>
        {
            ["memory_limit"] = memory,
            ["temp_directory"] = Path.Combine(folder.Path, "spill"),
            ["autoinstall_known_extensions"] = "false",
        });
        Connection = database.Connect();
        Connection.Execute("set enable_progress_bar = false");
    }

    internal DuckDbConnection Connection { get; }

    /// <summary>Told of each part before it is written.</summary>
    internal PartJournal Parts => folder.Parts;

    /// <summary>For files of one's own.</summary>
    internal string Folder => folder.Path;

    public void Dispose()
    {
        Connection.Dispose();
        database.Dispose();
        folder.Dispose();
    }
}
