using Etl.EndToEnd.Tests.Corpus;

namespace Etl.EndToEnd.Tests.ClickHouse;

/// <summary>A test that needs the npm package chdb, the ClickHouse engine in process: skipped in sight where it is not installed; under CI=true it is installed.</summary>
internal sealed class ClickHouseFactAttribute : FactAttribute
{
    public ClickHouseFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("CI") == "true")
            return;
        if (!File.Exists(SharedFolder.Expected))
            Skip = "The corpus ../shared is not here.";
        else if (!Directory.Exists(Engine.Modules))
            Skip = $"The ClickHouse engine is not installed: npm ci in {Path.GetRelativePath(SharedFolder.Repository, Engine.Folder)}.";
    }
}
