using System.CommandLine;
using System.Globalization;
using Etl.Worker.DuckDb;
using Etl.Worker.Lake.History;

namespace Etl.Worker.Cli;

/// <summary><c>etl coverage diff</c>: how the coverage of attributes drifted between two versions of the lake.</summary>
internal static class CoverageDiffCommand
{
    public static EtlCommand Create(Operations operations)
    {
        var from = LakeOptions.AsOfOption("--from", "The older version");
        from.Required = true;
        var to = LakeOptions.AsOfOption("--to", "The newer version (default: the newest)");
        var least = CommandOptions.WholeNumber("--least", "Percentage points that the part of instances with a value must have changed by", 1, 0, 100);
        var summary = new SummaryOptions();
        var command = new EtlCommand("diff", "Show how the coverage of attributes changed between two versions of the lake.",
            ["etl coverage diff --from 3 --to 5", "etl coverage diff --from 2026-05-01 --least 10 --csv"])
        {
            Notes =
            [
                LakeOptions.VersionHelp,
                "Attributes that appeared or disappeared in a modality are shown whatever their part. The coverage of both versions is counted anew.",
            ],
            Options = { from, to, least },
            Run = (parse, terminal, cancel) =>
            {
                var lake = LakeOptions.Existing(summary.Lake(parse));
                using var before = operations.Lake.Coverage(lake, parse.GetValue(from)!.Value, cancel);
                using var after = operations.Lake.Coverage(lake, parse.GetValue(to) ?? AsOf.Newest, cancel);
                terminal.Say($"Versions {before.Version} and {after.Version} of the lake");
                return summary.Show(operations.Query, new QueryRequest(before.File, Sql(after.File, parse.GetValue(least))), parse, terminal, cancel);
            },
        };
        summary.AddTo(command);
        return command;
    }

    private static string Sql(string after, long least) => $"""
        attach {DuckDbSql.Literal(after)} as newer (read_only);
        with drift as (
          select
            coalesce(a.Modality, b.Modality) as Modality,
            coalesce(a.keyword, b.keyword) as keyword,
            case when b.keyword is null then 'appeared' when a.keyword is null then 'disappeared'
              when a.percent_present > b.percent_present then 'more' else 'less' end as change,
            round(b.percent_present, 1) as percent_before,
            round(a.percent_present, 1) as percent_after,
            b.present as present_before,
            a.present as present_after,
            b.instances as instances_before,
            a.instances as instances_after
          from tag_coverage as b
          full join newer.tag_coverage as a on a.keyword = b.keyword and a.Modality is not distinct from b.Modality
          where a.keyword is null or b.keyword is null
            or a.percent_present <> b.percent_present and abs(a.percent_present - b.percent_present) >= {least.ToString(CultureInfo.InvariantCulture)}
        )
        from drift
        order by Modality, abs(coalesce(percent_after, 0) - coalesce(percent_before, 0)) desc, keyword
        """;
}
