using BenchmarkDotNet.Attributes;
using Etl.Schema.Columns;
using Etl.Schema.Dicom;

namespace Etl.Bench;

/// <summary>Reader and flattener over the heads of a sample archive's files; an operation is one header.</summary>
public class ReaderMicro : IDisposable
{
    private readonly DicomReader reader = new();
    private readonly IssueLog issues = new();
    private readonly InstanceBatches batches = new("bench", new ColumnBudget(), keepPrivate: false);
    private readonly InstanceParser parser;
    private int next;

    public ReaderMicro() => parser = new InstanceParser(batches);

    internal static byte[][] Headers { get; set; } = [];

    [GlobalCleanup]
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        batches.Dispose();
    }

    private byte[] Next() => Headers[next = (next + 1) % Headers.Length];

    [Benchmark(Description = "reader: tokens of a header")]
    public int Tokens()
    {
        var bytes = Next();
        issues.Clear();
        reader.Reset(issues, bytes.Length);
        var count = 0;
        while (reader.Read(bytes, 0) is not (DicomToken.End or DicomToken.NeedMoreBytes or DicomToken.Deflated))
            count++;
        return count;
    }

    [Benchmark(Description = "reader, flattener, column builders: a header to a row")]
    public ParseStatus Row()
    {
        var bytes = Next();
        parser.Begin(new InstanceSource("file:///bench", "", bytes.Length, DateTimeOffset.UnixEpoch));
        var status = parser.Continue(bytes, 0);
        if (parser.Batch.RowCount >= 4096)
            parser.Batch.Clear();
        return status;
    }
}
