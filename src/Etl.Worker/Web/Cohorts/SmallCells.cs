using Etl.Worker.Cohorts;
using Etl.Worker.Web.Data;
using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Cohorts;

/// <summary>
/// Counts that are small enough to point at somebody, left out where the address asks for it: those of 1 to <c>suppress</c> - 1 patients,
/// and one more where it could be worked out from the others. For figures that leave the house; it does not hold against
/// whoever may ask again and again.
/// </summary>
internal static class SmallCells
{
    public static readonly ApiParameter Parameter = new("suppress", "Leave out counts from 1 to one less than this, and those that would give them away", "integer");
    private static readonly string[] Choices = ["5", "11", "20"];

    /// <summary>0: nothing is left out.</summary>
    public static long Least(Filter filter) => long.TryParse(filter.Text(Parameter.Name), out var least) && least is > 1 and <= 1_000_000 ? least : 0;

    /// <summary>The choice on a page. A number of the address that is none of the usual stays.</summary>
    public static Html Choice(Filter filter)
    {
        var least = Least(filter);
        var choices = least > 0 && !Choices.Contains($"{least}") ? Choices.Append($"{least}") : Choices;
        return Pages.Parts.Select(Parameter.Name, "Small counts", "shown", least > 0 ? $"{least}" : null, choices.Select(choice => (choice, $"below {choice} left out")));
    }

    public static Html Note(Filter filter) => Html.When(Least(filter) > 0, Html.Of($"""
        <p class="notice">Counts from 1 to {Least(filter) - 1:N0}, and those that would give them away, are left out and shown as –.</p>
        """));

    public static Html Figure(long? count) => count is null ? Html.Of($"<span title=\"left out\">–</span>") : Html.Of($"{count.Value:N0}");

    /// <summary>Values of facets as <see cref="CohortQuery.Values()"/> counts them; <c>patients</c> and <c>series</c> are NULL where they are left out.</summary>
    public static Sql Suppressed(Sql values, Filter filter) => Least(filter) is var least and > 0
        ? Sql.Of($"""
            with counted as ({values}),
            judged as (
              select *, patients > 0 and patients < {least} as is_small,
                count(*) filter (patients > 0 and patients < {least}) over (partition by facet) as small_values,
                row_number() over (partition by facet order by patients < {least}, patients, value) as place
              from counted
            )
            select facet, position, value, if(is_left_out, null, series) as series, if(is_left_out, null, patients) as patients
            from (select *, is_small or (small_values = 1 and place = 1 and patients >= {least}) as is_left_out from judged)
            """)
        : values;

    public static IReadOnlyList<CohortStep> Steps(RowSet rows, Filter filter, IReadOnlyList<string> names) => CohortStep.Suppressed(
        rows.Select((row, i) => new CohortStep(
            i == 0 ? null : names[i - 1],
            new CohortCounts(row.Count("patients"), row.Count("studies"), row.Count("series"), row.Count("instances"), (long)(row.Number("bytes") ?? 0)))),
        Least(filter));
}
