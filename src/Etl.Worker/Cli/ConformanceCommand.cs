using System.CommandLine;

namespace Etl.Worker.Cli;

/// <summary><c>etl conformance</c>: where instances are not as the standard wants them, by the device that made them.</summary>
internal static class ConformanceCommand
{
    public static EtlCommand Create(Operations operations)
    {
        var kind = new Option<string?>("--kind") { Description = "Findings of one kind, each with its device", HelpName = "KIND" };
        var severity = CommandOptions.Choice("--severity", "Findings of one severity", null, "error", "warning", "note");
        var summary = new SummaryOptions();
        var command = new EtlCommand("conformance", "Show where the archive's instances are not as the standard wants them.",
        [
            "etl conformance",
            "etl conformance --kind missing_type_1",
            "etl conformance --severity error --csv",
        ])
        {
            Notes =
            [
                "Without --kind: a row for each kind, SOP class and attribute, most instances first. With it: a row for each device too.",
                "The relation conformance_findings has more, and says what each kind means (docs/schema.md).",
            ],
            Options = { kind, severity },
            Run = (parse, terminal, cancel) => summary.Show(
                operations.Query, parse, terminal, Sql(parse.GetValue(kind), parse.GetValue(severity)), cancel),
        };
        summary.AddTo(command);
        return command;
    }

    private static string Sql(string? kind, string? severity)
    {
        var where = $"where true{SummaryOptions.Where("kind", kind)}{SummaryOptions.Where("severity", severity)}";
        const string Class = "coalesce(sop_class, SOPClassUID) as sop_class";
        return kind is null
            ? $"""
              select severity, kind, path, {Class}, count(distinct (Manufacturer, ManufacturerModelName, SoftwareVersions)) as devices,
                sum(instances)::bigint as instances, any_value(class_instances) as class_instances
              from conformance_findings
              {where}
              group by all
              order by severity, instances desc, kind, path, 4
              """
            : $"""
              select severity, path, detail, {Class}, Manufacturer, ManufacturerModelName, SoftwareVersions, instances, device_instances, first_date
              from conformance_findings
              {where}
              order by severity, instances desc, path, 4, Manufacturer, ManufacturerModelName, SoftwareVersions, detail
              """;
    }
}
