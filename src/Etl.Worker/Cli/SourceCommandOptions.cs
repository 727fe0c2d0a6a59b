using System.CommandLine;
using Etl.Worker.Sources;

namespace Etl.Worker.Cli;

/// <summary>The options by which a command is told how buckets are reached. They hold for every bucket that the command names.</summary>
internal sealed class SourceCommandOptions
{
    public Option<string> Endpoint { get; } = new("--endpoint")
    {
        Description = "Address of an S3 server other than AWS (default: AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL)",
        HelpName = "URL",
    };

    public Option<string> Region { get; } = new("--region") { Description = "Region of the buckets (default: AWS_REGION)", HelpName = "NAME" };

    public Option<string> Profile { get; } = new("--aws-profile")
    {
        Description = "Profile of ~/.aws with the credentials (default: AWS_PROFILE, AWS_ACCESS_KEY_ID and what else the AWS SDK looks at)",
        HelpName = "NAME",
    };

    public Option<bool> Anonymous { get; } = new("--anonymous") { Description = "Read public buckets without credentials" };

    public Option<bool> RequesterPays { get; } = new("--requester-pays") { Description = "Pay for the requests to buckets that ask for it" };

    public IEnumerable<Option> All => [Endpoint, Region, Profile, Anonymous, RequesterPays];

    public void AddTo(Command command)
    {
        foreach (var option in All)
            command.Options.Add(option);
    }

    /// <summary>How the buckets among these sources, and those that lists among them name, are reached.</summary>
    public IReadOnlyList<SourceOptions> Of(ParseResult parse, IEnumerable<string> sources) =>
        [.. sources.Distinct().Select(uri => new SourceOptions
        {
            Uri = uri,
            Endpoint = parse.GetValue(Endpoint),
            Region = parse.GetValue(Region),
            Profile = parse.GetValue(Profile),
            Anonymous = parse.GetValue(Anonymous),
            RequesterPays = parse.GetValue(RequesterPays),
        }).Where(options => options.IsBucket || options.IsList)];

    /// <summary>What is wrong with these sources, whatever is stored there.</summary>
    public static IEnumerable<string> Problems(IReadOnlyList<SourceOptions> options, IEnumerable<string> sources)
    {
        var buckets = options.Where(o => o.IsBucket || o.IsList).ToList();
        foreach (var source in sources.Where(s => s.Contains("://", StringComparison.Ordinal) && !buckets.Any(b => b.Uri == s)))
            yield return $"The source '{source}' has a scheme that is not known; a path, s3://BUCKET/PREFIX, manifest:FILE or inventory:FILE was expected.";
        foreach (var bucket in buckets)
        {
            if (bucket.IsList && ProblemOfList(bucket.ManifestAddress ?? bucket.InventoryAddress!) is { } problem)
                yield return $"The source '{bucket.Uri}' {problem}";
            if (bucket.IsBucket && !Sources.Buckets.BucketAddress.TryParse(bucket.Uri, out _))
                yield return $"The source '{bucket.Uri}' names no bucket; s3://BUCKET/PREFIX was expected.";
        }

        if (buckets.Select(b => b.Endpoint).OfType<string>().FirstOrDefault() is { } endpoint
            && (!Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0))
            yield return "--endpoint takes an address such as https://s3.example.org, without a user or a password.";
        if (buckets.Any(b => b is { Anonymous: true, Profile: not null }))
            yield return "--anonymous and --aws-profile exclude each other.";
    }

    private static string? ProblemOfList(string address) =>
        address.Length == 0 ? "names no file; a path or s3://BUCKET/KEY was expected."
        : !address.Contains("://", StringComparison.Ordinal) || address.StartsWith("file:///", StringComparison.Ordinal) ? null
        : Sources.Buckets.BucketAddress.TryParse(address, out var bucket) && bucket!.Prefix is { Length: > 0 } key && !key.EndsWith('/') ? null
        : "names no object; a path or s3://BUCKET/KEY was expected.";
}
