using Etl.Schema.Columns;
using Etl.Schema.Dicom;

namespace Etl.Fuzz.Checks;

/// <summary>What became of one input.</summary>
internal sealed class Outcome
{
    public ParseStatus Status { get; set; }

    public StopReason StopReason { get; set; }

    /// <summary>The codes met, in the order of the enumeration.</summary>
    public List<IssueCode> Issues { get; } = [];

    /// <summary>CPU time of the parse.</summary>
    public TimeSpan Time { get; set; }

    /// <summary>Managed memory allocated and text kept by the parse.</summary>
    public long Memory { get; set; }

    /// <summary>What was broken, or null.</summary>
    public string? Finding { get; set; }

    /// <summary>Codes that one outcome has and the other has not.</summary>
    public string Difference(Outcome other) => string.Join(' ', Different(other));

    public bool DiffersOnly(Outcome other, IssueCode[] codes) => Different(other).Any() && !Different(other).Except(codes).Any();

    private IEnumerable<IssueCode> Different(Outcome other) => Issues.Except(other.Issues).Union(other.Issues.Except(Issues));

    /// <summary>Stop reason and codes as one number.</summary>
    public ulong Signature
    {
        get
        {
            var print = new Fingerprint();
            print.Add((ulong)Status << 8 | (ulong)StopReason);
            foreach (var code in Issues)
                print.Add((ulong)code);
            return print.Value;
        }
    }
}
