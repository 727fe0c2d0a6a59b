namespace Etl.Worker.Crawl;

/// <summary>What identifies a refresh and what it found, as it goes on.</summary>
internal sealed class RefreshRecord(DateTimeOffset startedAt, RefreshOptions options)
{
    internal string Id { get; } = Guid.CreateVersion7(startedAt).ToString();

    internal DateTimeOffset StartedAt { get; } = startedAt;

    internal RefreshOptions Options { get; } = options;

    internal IReadOnlyList<string> Sources { get; set; } = [];

    internal long New { get; set; }

    internal long Changed { get; set; }

    internal long Gone { get; set; }

    internal long VersionBefore { get; set; } = -1;

    internal long VersionAfter { get; set; } = -1;
}
