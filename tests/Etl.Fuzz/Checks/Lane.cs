using System.Diagnostics;
using Etl.Schema.Columns;
using Etl.Schema.Dicom;

namespace Etl.Fuzz.Checks;

/// <summary>One thread's parser, reader and checks. As in a refresh, a parser goes from object to object; after a while it is a new one.</summary>
internal sealed class Lane : IDisposable
{
    public static readonly TimeSpan MostTime = TimeSpan.FromSeconds(2);
    public const long MostMemory = 64L << 20;
    private const int SmallInput = 1 << 20;

    private readonly TokenCheck tokens = new();
    private InstanceBatches batches;
    private InstanceParser parser;
    private bool keepsPrivate;
    private long started;

    public Lane() => (batches, parser) = NewParser(keepPrivate: false);

    /// <summary>The input at work, for the watchdog; -1 between inputs.</summary>
    public long Current { get; private set; } = -1;

    /// <summary>How long the input at work has been running by the wall clock.</summary>
    public TimeSpan Running => Current < 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(Volatile.Read(ref started));

    /// <summary>Forgets what earlier inputs left.</summary>
    public void Renew(bool keepPrivate)
    {
        batches.Dispose();
        keepsPrivate = keepPrivate;
        (batches, parser) = NewParser(keepPrivate);
    }

    /// <summary>Parses one input with every check that applies.</summary>
    /// <param name="number">For the watchdog.</param>
    /// <param name="bytes">The object.</param>
    /// <param name="isDeep">Also in windows of exactly what is asked for, and compare.</param>
    public Outcome Run(long number, ReadOnlySpan<byte> bytes, bool isDeep)
    {
        Volatile.Write(ref started, Stopwatch.GetTimestamp());
        Current = number;
        var outcome = new Outcome();
        try
        {
            var print = Parse(parser, bytes, isWindowed: false, outcome);
            Judge(bytes, outcome);
            var whole = tokens.Run(bytes, isWindowed: false, isLengthKnown: true);
            ViolationException.Unless(
                parser.HeaderBytes >= 0 && (parser.HeaderBytes <= bytes.Length || tokens.MetDeflated || outcome.Status != ParseStatus.Row),
                "the header ends inside the object");
            if (isDeep)
                CompareWindows(bytes, print, whole, outcome);
        }
        catch (ViolationException broken)
        {
            outcome.Finding = "BROKEN: " + broken.Message;
        }
#pragma warning disable CA1031 // Any exception that gets out of the parser is what this program looks for.
        catch (Exception escaped)
#pragma warning restore CA1031
        {
            outcome.Finding = "ESCAPED: " + escaped;
        }

        if (outcome.Finding is not null)
            Renew(keepPrivate: false);
        Current = -1;
        return outcome;
    }

    public void Dispose() => batches.Dispose();

    private static (InstanceBatches Batches, InstanceParser Parser) NewParser(bool keepPrivate)
    {
        var batches = new InstanceBatches("fuzz", new ColumnBudget(), keepPrivate);
        return (batches, new InstanceParser(batches));
    }

    private void Judge(ReadOnlySpan<byte> bytes, Outcome outcome)
    {
        var mostMemory = MostMemory + (bytes.Length <= SmallInput ? bytes.Length : 8L * bytes.Length);
        if (outcome.Time > MostTime || outcome.Memory > mostMemory)
        {
            // Once more in a new parser: the first may have paid for the compiler, or for a batch that earlier objects filled.
            var again = new Outcome();
            Renew(keepsPrivate);
            Parse(parser, bytes, isWindowed: false, again);
            outcome.Time = TimeSpan.FromTicks(Math.Min(outcome.Time.Ticks, again.Time.Ticks));
            outcome.Memory = Math.Min(outcome.Memory, again.Memory);
        }

        if (outcome.Time > MostTime)
            outcome.Finding = $"SLOW: {outcome.Time.TotalSeconds:F2} s for {bytes.Length} bytes";
        else if (outcome.Memory > mostMemory)
            outcome.Finding = $"MEMORY: {outcome.Memory >> 20} MiB for {bytes.Length} bytes";
    }

    private void CompareWindows(ReadOnlySpan<byte> bytes, ulong row, ulong whole, Outcome outcome)
    {
        ViolationException.Unless(whole == tokens.Run(bytes, isWindowed: true, isLengthKnown: true), "tokens do not depend on how windows are cut");
        tokens.Run(bytes, isWindowed: true, isLengthKnown: false);
        if (outcome.Issues.Contains(IssueCode.LimitColumns))
            return;
        var other = new Outcome();
        using var fresh = new InstanceBatches("fuzz", new ColumnBudget(), batches.Of(null).Root.Columns.Any(c => c.Name == "PrivateElements"));
        var second = new InstanceParser(fresh);
        var print = Parse(second, bytes, isWindowed: true, other);
        ViolationException.Unless(other.Status == outcome.Status && other.StopReason == outcome.StopReason, $"the outcome does not depend on windows or earlier objects: {other.Status} {other.StopReason} [{string.Join(' ', other.Issues)}]");
        if (print != row)
            throw new ViolationException("the row does not depend on windows or earlier objects: "
                + $"{outcome.Difference(other)} {RowCheck.Difference(parser.Batch, second.Batch)}");
    }

    private static ulong Parse(InstanceParser parser, ReadOnlySpan<byte> bytes, bool isWindowed, Outcome outcome)
    {
        var source = new InstanceSource("file:///input", "1-1", bytes.Length, DateTimeOffset.UnixEpoch);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var text = parser.Batch.Heap.Length;
        var clock = ThreadClock.Now;
        parser.Begin(source);
        var (from, to) = isWindowed ? (0, 0) : (0, bytes.Length);
        long steps = 0, most = 4096 + bytes.Length * 2L;
        ParseStatus status;
        while ((status = parser.Continue(bytes[from..to], from)) == ParseStatus.NeedMoreBytes)
        {
            ViolationException.Unless(isWindowed, "nothing more is asked for when everything is shown");
            ViolationException.Unless(++steps <= most, "reading comes to an end: no end after two windows a byte");
            ViolationException.Unless(parser.NeedCount > 0 && parser.NeedOffset >= 0, "what is needed is some bytes at an offset");
            from = (int)Math.Min(parser.NeedOffset, bytes.Length);
            to = (int)Math.Min(parser.NeedOffset + parser.NeedCount, bytes.Length);
        }

        outcome.Time = ThreadClock.Now - clock;
        outcome.Memory = GC.GetAllocatedBytesForCurrentThread() - allocated + 2 * Math.Max(0, parser.Batch.Heap.Length - text);
        outcome.Status = status;
        outcome.StopReason = parser.StopReason;
        foreach (var issue in parser.Issues.Issues)
            outcome.Issues.Add(issue.Code);
        outcome.Issues.Sort();
        if (status != ParseStatus.Row)
            return 0;
        return RowCheck.Run(parser.Batch, parser.Batch.RowCount - 1);
    }
}
