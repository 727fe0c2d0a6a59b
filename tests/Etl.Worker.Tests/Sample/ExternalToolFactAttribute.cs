namespace Etl.Worker.Tests.Sample;

/// <summary>A test that asks another implementation: skipped where that is not installed, never skipped where CI=true.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ExternalToolFactAttribute : FactAttribute
{
    public ExternalToolFactAttribute(string tool)
    {
        if (Environment.GetEnvironmentVariable("CI") != "true" && !File.Exists(tool))
            Skip = $"{tool} is not installed.";
    }
}
