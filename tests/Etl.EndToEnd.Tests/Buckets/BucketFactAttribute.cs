using Etl.EndToEnd.Tests.Corpus;

namespace Etl.EndToEnd.Tests.Buckets;

/// <summary>A test against a real S3 server: skipped where it cannot be started, unless this is CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BucketFactAttribute : FactAttribute
{
    public BucketFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("CI") != "true" && S3Server.Missing is { } missing)
            Skip = $"{missing}: no S3 server to test against.";
    }
}
