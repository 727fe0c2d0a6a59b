using System.Text.Json;
using Etl.EndToEnd.Tests.Corpus;
using Etl.EndToEnd.Tests.Running;
using Etl.Worker.Sources;

namespace Etl.EndToEnd.Tests.Fidelity;

/// <summary>The corpus, refreshed once into a lake by the real program; shared by the tests that only look at it.</summary>
public sealed class CorpusLake : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Lazy<JsonElement> summary;
    private readonly Lazy<Lake> lake;

    public CorpusLake()
    {
        summary = new(() => EtlProgram.Refresh(SharedFolder.Files, Folder));
        lake = new(() =>
        {
            _ = summary.Value;
            return new Lake(Folder);
        });
    }

    /// <summary>Where the lake is.</summary>
    public string Folder => folder["lake"];

    internal JsonElement Summary => summary.Value;

    internal Lake Lake => lake.Value;

    /// <summary>Path of an object below the corpus.</summary>
    internal static string PathOf(string uri) => Path.GetRelativePath(SharedFolder.Files, FileUri.ToPath(uri)).Replace('\\', '/');

    public void Dispose()
    {
        if (lake.IsValueCreated)
            lake.Value.Dispose();
        folder.Dispose();
    }
}

[CollectionDefinition(Name)]
public sealed class CorpusLakeTests : ICollectionFixture<CorpusLake>
{
    public const string Name = "corpus lake";
}
