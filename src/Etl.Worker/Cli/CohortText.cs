using System.Globalization;
using Etl.Worker.Cohorts;

namespace Etl.Worker.Cli;

/// <summary>Cohorts for people, and with small counts left out.</summary>
internal static class CohortText
{
    private static readonly string[] Names = ["patients", "studies", "series", "instances", "bytes"];

    /// <summary>The cohort as it may leave the house: a count left out is null, and shown as <c>&lt; N</c>.</summary>
    public static Cohort Suppressed(Cohort cohort, long least)
    {
        if (least <= 1)
            return cohort;
        var steps = CohortStep.Suppressed(cohort.Attrition, least);
        return cohort with { Attrition = steps, Counts = steps.Count > 0 ? steps[^1].Left : cohort.Counts.Suppressed(least) };
    }

    public static void Write(Terminal terminal, Cohort cohort)
    {
        var output = terminal.Out;
        output.WriteLine($"cohort: {cohort.Name}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"lake_version: {cohort.LakeVersion}"));
        output.WriteLine($"created_at: {cohort.CreatedAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}");
        output.WriteLine($"hash: {cohort.Hash}");
        output.WriteLine($"counts: {Line(cohort.Counts)}");
        CohortCounts? before = null;
        foreach (var step in cohort.Attrition)
        {
            var removed = before is null ? "" : $"; removed {Line(before.Less(step.Left))}";
            output.WriteLine($"{(step.Criterion is null ? "archive" : $"and {Escaped.Value(step.Criterion)}")}: {Line(step.Left)}{removed}");
            before = step.Left;
        }

        if (cohort.Attrition.Count == 0)
            output.WriteLine($"sql: {Escaped.Value(cohort.Sql)}");
        terminal.Flush();
    }

    public static string Line(CohortCounts counts) => string.Join(' ',
        Names.Zip(counts.All, (name, count) => $"{name}={count?.ToString(CultureInfo.InvariantCulture) ?? "(suppressed)"}"));
}
