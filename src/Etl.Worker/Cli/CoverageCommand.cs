using System.CommandLine;
using System.Text.RegularExpressions;
using Etl.Schema.Standard;
using Etl.Worker.DuckDb;

namespace Etl.Worker.Cli;

/// <summary><c>etl coverage</c>: which attributes the archive's instances have, and what became of their values.</summary>
internal static partial class CoverageCommand
{
    private static readonly HashSet<string> Keywords = [.. DataDictionary.Entries.ToArray().Select(entry => entry.Keyword).Where(keyword => keyword.Length > 0)];

    public static EtlCommand Create(Operations operations)
    {
        var attribute = new Argument<string?>("KEYWORD")
        {
            Description = "An attribute, such as KVP, or one of items, such as RequestAttributesSequence.ScheduledProcedureStepID",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var modality = new Option<string?>("--modality") { Description = "The attributes of one modality", HelpName = "XX" };
        var by = CommandOptions.Choice("--by", "Count apart by something else than the modality alone", null, "sop_class", "device", "source", "study_month");
        var summary = new SummaryOptions();
        var command = new EtlCommand("coverage", "Show which attributes the archive's instances have, and how many.",
        [
            "etl coverage",
            "etl coverage --modality CT",
            "etl coverage KVP --by device",
            "etl coverage diff --from 3 --to 5",
        ])
        {
            Notes =
            [
                "Each instance is in one state: absent, empty, present, invalid (kept in ValueErrors alone) or binary (never read).",
                "Relations behind this: tag_coverage, tag_coverage_by, nested_coverage, attribute_examples, iod_coverage (docs/schema.md).",
            ],
            Arguments = { attribute },
            Options = { modality, by },
            Subcommands = { CoverageDiffCommand.Create(operations) },
            Run = (parse, terminal, cancel) => summary.Show(
                operations.Query, parse, terminal, Sql(Known(parse.GetValue(attribute)), parse.GetValue(modality), parse.GetValue(by)), cancel),
        };
        summary.AddTo(command);
        return command;
    }

    /// <summary>The path, if each step of it is a keyword of PS3.6 or a tag: of a misspelled one there would be no row, as of one that is nowhere.</summary>
    private static string? Known(string? path)
    {
        foreach (var step in path?.Split('.') ?? [])
        {
            var keyword = Repetition().Replace(step, "");
            if (Keywords.Contains(keyword) || Tag().IsMatch(step))
                continue;
            var near = Keywords.FirstOrDefault(k => k.Equals(keyword, StringComparison.OrdinalIgnoreCase)) ?? Spelling.Nearest(keyword, Keywords);
            throw new UsageException($"The standard has no attribute '{step}'.", near is null ? null : $"Did you mean '{near}'?");
        }

        return path;
    }

    [GeneratedRegex("_([0-9A-F]{4}|[0-9A-F]{8})$")]
    private static partial Regex Repetition();

    [GeneratedRegex("^[0-9A-F]{8}$")]
    private static partial Regex Tag();

    private static string Sql(string? attribute, string? modality, string? by)
    {
        var ofModality = SummaryOptions.Where("Modality", modality);
        if (attribute is not null && attribute.Contains('.', StringComparison.Ordinal))
        {
            return by is not null ? throw new UsageException("Attributes of items are counted by modality alone.") : $"""
                select Modality, path, sequence_instances, present, empty, invalid, binary_only
                from nested_coverage
                where path = {DuckDbSql.Literal(attribute)}{ofModality}
                order by Modality
                """;
        }

        if (by is not null)
        {
            return attribute is null ? throw new UsageException("--by needs the KEYWORD of an attribute.") : $"""
                select value as {by}, Modality, instances, round(percent_present, 1) as percent, present, empty, invalid, binary_only, absent
                from tag_coverage_by
                where grain = '{by}' and keyword = {DuckDbSql.Literal(attribute)}{ofModality}
                order by instances desc, value, Modality
                """;
        }

        if (attribute is null && modality is null)
        {
            return """
                select Modality, any_value(instances) as instances, count(*) as attributes, count_if(present = instances) as always_present,
                  count_if(present between 1 and instances - 1) as partly_present, count_if(present = 0 and empty > 0) as only_empty,
                  count_if(invalid > 0) as with_invalid, count_if(binary_only > 0) as with_binary
                from tag_coverage
                group by Modality
                order by 2 desc, Modality
                """;
        }

        return $"""
            select Modality, keyword, tag, vr, round(percent_present, 1) as percent, present, empty, invalid, binary_only, absent,
              distinct_values, array_to_string(example_values, ' … ') as examples
            from tag_coverage
            where true{SummaryOptions.Where("keyword", attribute)}{ofModality}
            order by Modality, tag, keyword
            """;
    }
}
