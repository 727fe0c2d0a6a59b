using Etl.EndToEnd.Tests.Running;
using Etl.Worker.DuckDb;

namespace Etl.EndToEnd.Tests.Library;

/// <summary>A sample archive with its defects, refreshed once into a lake by the real program; shared by the tests of <c>sql/</c>.</summary>
public sealed class SampleLake : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Lazy<string> warehouse;

    public SampleLake() => warehouse = new(() =>
    {
        var sample = EtlProgram.Run("sample", folder["archive"], "--instances", "1500");
        Assert.True(sample.ExitCode == 0, $"etl sample answered {sample.ExitCode}: {sample.Errors}");
        EtlProgram.Refresh(folder["archive"], folder["lake"]);
        return folder["lake", "warehouse.duckdb"];
    });

    /// <summary>The published warehouse.</summary>
    public string Warehouse => warehouse.Value;

    /// <summary>A copy that may be written to.</summary>
    internal DuckDbDatabase OpenCopy()
    {
        var copy = folder[$"{Guid.NewGuid():N}.duckdb"];
        File.Copy(Warehouse, copy);
        return DuckDbDatabase.Open(copy, new Dictionary<string, string>());
    }

    public void Dispose() => folder.Dispose();
}

[CollectionDefinition(Name)]
public sealed class SampleLakeTests : ICollectionFixture<SampleLake>
{
    public const string Name = "sample lake";
}
