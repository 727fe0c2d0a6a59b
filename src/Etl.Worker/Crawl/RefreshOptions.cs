using Etl.Worker.Sources;

namespace Etl.Worker.Crawl;

/// <summary>What a refresh reads, and where it keeps what it read.</summary>
public sealed record RefreshOptions
{
    /// <summary>Folders, files or bucket addresses, as given. An object below two of them counts once.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>How those among <see cref="Sources"/> are reached that need to be told, by their URI as given there.</summary>
    public IReadOnlyList<SourceOptions> SourceOptions { get; init; } = [];

    /// <summary>The folder of the lake; made where it does not exist. It may lie below a source and is then no part of it.</summary>
    public required string Lake { get; init; }

    /// <summary>What becomes of private data elements.</summary>
    public PrivateMode Private { get; init; } = PrivateMode.Count;

    /// <summary>Objects read at the same time, at least 1.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Keep the rows of objects that are no longer at their source.</summary>
    public bool KeepMissing { get; init; }

    /// <summary>Go on even when more than a fifth of what is known of the sources is gone.</summary>
    public bool AllowMassRemoval { get; init; }

    /// <summary>A step is committed after so many objects read; after <see cref="CommitEvery"/> in any case.</summary>
    public int CommitObjects { get; init; } = 1_000_000;

    /// <summary>A step is committed after this time: what a refresh that is killed loses at most.</summary>
    public TimeSpan CommitEvery { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Publish the warehouse at the end, unless it is of the newest versions already.</summary>
    public bool Publish { get; init; } = true;

    /// <summary>The warehouse shows example values of attributes that PS3.15 Annex E names as identifying, too.</summary>
    public bool IdentifyingExamples { get; init; }

    /// <summary>So many objects of each series, the first by key, are read; the others are left out. Null: all.</summary>
    public int? SamplePerSeries { get; init; }

    /// <summary>What started the refresh: <c>hand</c> or <c>schedule</c>.</summary>
    public string TriggeredBy { get; init; } = "hand";

    /// <summary>The schedule that started it, if one did.</summary>
    public string? Schedule { get; init; }

    /// <summary>The refresh's id, a UUID of version 7, where whoever starts it wants to know it beforehand.</summary>
    public string? Id { get; init; }

    /// <summary>A refresh that quarantines something is told apart by its exit code. The lake comes out the same.</summary>
    public bool Strict { get; init; }
}

/// <summary>What becomes of private data elements (PS3.5 7.8).</summary>
public enum PrivateMode
{
    /// <summary>Counted by creator (<c>PrivateTags</c>); their values are not kept.</summary>
    Count,

    /// <summary>Counted, and their values kept (<c>PrivateElements</c>).</summary>
    Keep,
}
