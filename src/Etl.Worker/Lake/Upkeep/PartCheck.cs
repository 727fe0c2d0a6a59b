using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Delta;
using Etl.Worker.Lake.Parts;

namespace Etl.Worker.Lake.Upkeep;

/// <summary>
/// Whether a part is what the log says: there, of that size, hash and number of rows, readable, and its schema within that of the table.
/// The hash covers every byte; a part without one is read to the end instead, which finds damage that Parquet's own encoding shows.
/// </summary>
internal sealed class PartCheck
{
    private readonly LakeTable table;
    private readonly DeltaSnapshot snapshot;
    private readonly DuckDbConnection connection;
    private readonly DeltaStruct schema;

    internal PartCheck(LakeTable table, DeltaSnapshot snapshot, DuckDbConnection connection)
    {
        this.table = table;
        this.snapshot = snapshot;
        this.connection = connection;
        schema = snapshot.Schema;
    }

    internal int Hashed { get; private set; }

    internal long Rows { get; private set; }

    internal long Bytes { get; private set; }

    internal IEnumerable<LakeProblem> Run(Add part, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var file = new FileInfo(PartPath.ToFile(table.Directory, part.Path));
        if (!file.Exists)
            return [Problem(part, "MISSING", "The file is not there.")];
        if (file.Length != part.Size)
            return [Problem(part, "SIZE", $"The file has {file.Length} bytes; the log says {part.Size}.")];
        Bytes += file.Length;
        try
        {
            return [.. Content(part, file.FullName, cancel)];
        }
        catch (Exception e) when (e is DuckDbException or IOException or UnauthorizedAccessException)
        {
            // The message of an engine that reads damaged bytes may quote them.
            return [Problem(part, "UNREADABLE", $"The file cannot be read ({(e as DuckDbException)?.ErrorType.ToString() ?? e.GetType().Name}).")];
        }
    }

    private IEnumerable<LakeProblem> Content(Add part, string file, CancellationToken cancel)
    {
        if (FinishedPart.LoggedHash(part) is { } hash)
        {
            Hashed++;
            if (FinishedPart.Hash(file) != hash)
                yield return Problem(part, "HASH", "The bytes are not those that were written: the SHA-256 differs from that in the log.");
        }
        else
        {
            connection.Execute($"select count(columns(*)) from {ParquetFiles.Read([file])}", cancel);
        }

        var rows = connection.QueryScalar<long>($"select num_rows from parquet_file_metadata({ParquetFiles.Literal(file)})", cancel);
        Rows += rows;
        if (PartStatistics.RowsOf(part.Stats) is { } logged && logged != rows)
            yield return Problem(part, "ROWS", $"The file has {rows} rows; the log says {logged}.");
        if (Schema(file) is { } mismatch)
            yield return Problem(part, "SCHEMA", mismatch);
    }

    private string? Schema(string file)
    {
        try
        {
            PartSchema.Require(connection, file, schema);
            return null;
        }
        catch (DeltaException e)
        {
            return e.Message;
        }
    }

    private LakeProblem Problem(Add part, string code, string message) => new(table.Name, code, snapshot.Version, part.Path, message);
}
