namespace Etl.Worker.Sample;

/// <summary>The part of the body a study is of, as PS3.16 annex L pairs them.</summary>
internal sealed record BodyRegion(string Examined, string Code);

/// <summary>One series of a protocol: what writes it, how many instances, and how often it is made at all.</summary>
internal sealed record SeriesKind(Action<StudyContext, int> Write, int Least, int Most, double Probability = 1);

/// <summary>A kind of study.</summary>
internal sealed record Protocol(string Description, BodyRegion Region, int Weight, params SeriesKind[] Series);

/// <summary>Everything decided about a study before a byte is written; the counts are exact, so that the archive's size is.</summary>
internal sealed record StudyPlan(int Patient, int Study, Protocol Protocol, int[] Counts)
{
    public SampleDefect? Defect { get; init; }

    /// <summary>The transfer syntax of its images, where not left to chance.</summary>
    public WireFormat? Format { get; init; }

    public Site? Site { get; init; }

    /// <summary>Laid out as interchange media with a DICOMDIR.</summary>
    public bool IsMedia { get; init; }

    /// <summary>Every instance shows another encoding defect, in the order of the table.</summary>
    public bool ShowsEncodingDefects { get; init; }

    /// <summary>Free of encoding defects: the examples of each class are conformant.</summary>
    public bool IsClean { get; init; }

    /// <summary>Instances that may still be written when the archive's size is reached inside this study.</summary>
    public int Budget { get; init; } = int.MaxValue;

    /// <summary>The series that shows a consistency defect needs some images.</summary>
    public const int HostSize = 6;

    public int Instances => Math.Min(Budget, Counts.Sum() + Defect switch
    {
        SampleDefect.StoredTwice or SampleDefect.ResentEdited => 1,
        SampleDefect.SeriesGap => -1,
        _ => 0,
    });
}
