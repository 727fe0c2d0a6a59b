using System.CommandLine;
using System.Globalization;
using Etl.Worker.Sources;

namespace Etl.Worker.Cli;

/// <summary>The options by which a refresh is told which objects of its sources are meant.</summary>
internal sealed class FilterCommandOptions
{
    private readonly Option<string[]> include = new("--include")
    {
        Description = "Read only objects whose path below the source fits: * and ? within a folder, ** through folders",
        HelpName = "GLOB",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> exclude = new("--exclude")
    {
        Description = "Leave out objects whose path below the source fits; rows that the lake has of them stay",
        HelpName = "GLOB",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<DateTimeOffset?> modifiedSince = new("--modified-since")
    {
        Description = "Read only objects modified since then (UTC where no offset is given); nothing is taken for gone",
        HelpName = "TIME",
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
                return time;
            result.AddError($"--modified-since takes a date such as 2024-05-01 or a time such as 2024-05-01T06:00:00Z, not '{text}'.");
            return null;
        },
    };

    public IEnumerable<Option> All => [include, exclude, modifiedSince];

    public void AddTo(Command command)
    {
        foreach (var option in All)
            command.Options.Add(option);
    }

    /// <summary>The options of each source, with the filter.</summary>
    public IReadOnlyList<SourceOptions> Of(ParseResult parse, IEnumerable<string> sources, IReadOnlyList<SourceOptions> known)
    {
        var (only, but, since) = (parse.GetValue(include) ?? [], parse.GetValue(exclude) ?? [], parse.GetValue(modifiedSince));
        if (only.Length + but.Length == 0 && since is null)
            return known;
        return [.. sources.Distinct().Select(uri => (known.FirstOrDefault(o => o.Uri == uri) ?? new SourceOptions { Uri = uri }) with
        {
            Include = only,
            Exclude = but,
            ModifiedSince = since,
        })];
    }
}
