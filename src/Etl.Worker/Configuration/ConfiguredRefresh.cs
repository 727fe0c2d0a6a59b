using Etl.Worker.Crawl;
using Etl.Worker.Sources;

namespace Etl.Worker.Configuration;

/// <summary>The refresh that a configuration describes.</summary>
internal static class ConfiguredRefresh
{
    /// <param name="config">Valid as a whole.</param>
    /// <param name="names">Sources by name; without any, all.</param>
    internal static RefreshOptions Options(EtlConfig config, IReadOnlyList<string> names)
    {
        var sources = config.Sources.Where(s => names.Count == 0 || names.Contains(s.Name)).ToList();
        var options = new RefreshOptions
        {
            Sources = [.. sources.Select(s => s.Uri)],
            SourceOptions = [.. sources.Select(Options)],
            Lake = config.Lake,
            Private = config.Refresh.Private == PrivateElements.Keep ? PrivateMode.Keep : PrivateMode.Count,
            KeepMissing = config.Refresh.KeepMissing,
            AllowMassRemoval = config.Refresh.AllowMassRemoval,
            IdentifyingExamples = config.Refresh.IdentifyingExamples,
            CommitObjects = config.Refresh.CommitEvery,
        };
        return config.Refresh.Threads > 0 ? options with { Threads = config.Refresh.Threads } : options;
    }

    private static SourceOptions Options(SourceConfig source) => new()
    {
        Uri = source.Uri,
        Endpoint = source.Endpoint,
        Region = source.Region,
        PathStyle = source.PathStyle,
        Anonymous = source.Anonymous,
        Profile = source.Profile,
        RequesterPays = source.RequesterPays,
        Include = source.Include,
        Exclude = source.Exclude,
    };
}
