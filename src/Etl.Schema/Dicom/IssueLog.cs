namespace Etl.Schema.Dicom;

/// <summary>The deviations met in one instance: per code how often, and where first. Reused from instance to instance.</summary>
public sealed class IssueLog
{
    private readonly int[] counts = new int[IssueCodes.Count];
    private readonly List<Issue> issues = [];

    /// <summary>One entry per code, in the order of first occurrence.</summary>
    public IReadOnlyList<Issue> Issues => issues;

    public bool IsEmpty => issues.Count == 0;

    /// <summary>All occurrences.</summary>
    internal long Additions { get; private set; }

    public int CountOf(IssueCode code) => counts[(int)code];

    /// <summary>True where the next <see cref="Add(IssueCode, long, string?)"/> of this code is its first: only then is a path worth building.</summary>
    public bool IsFirst(IssueCode code) => counts[(int)code] == 0;

    /// <param name="code">What was met.</param>
    /// <param name="offset">Byte offset in the object; in a deflated data set, in its inflated bytes.</param>
    /// <param name="path"><c>Keyword</c> or <c>Sequence.Keyword</c> (the tag where there is no keyword); null for the object as a whole.</param>
    public void Add(IssueCode code, long offset, string? path = null)
    {
        Additions++;
        if (counts[(int)code]++ == 0)
            issues.Add(new Issue(code, path, offset));
    }

    public void Clear()
    {
        foreach (var issue in issues)
            counts[(int)issue.Code] = 0;
        issues.Clear();
        Additions = 0;
    }
}

/// <summary>The first occurrence of a code; <see cref="IssueLog.CountOf"/> has the number.</summary>
public readonly record struct Issue(IssueCode Code, string? Path, long Offset);
