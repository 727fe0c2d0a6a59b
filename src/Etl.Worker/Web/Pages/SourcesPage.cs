using Etl.Worker.Web.Data;
using Etl.Worker.Web.Listings;
using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Pages;

/// <summary>Where the objects come from, and when each place was last listed.</summary>
internal static class SourcesPage
{
    /// <summary>One row per source that a refresh has named.</summary>
    public static Listing Sources { get; } = new()
    {
        Name = "sources",
        Title = "Sources",
        Unit = "sources",
        Policy = Policy.Viewer,
        Needs = ["refreshes"],
        Order = Sql.Of($"source"),
        Empty = "No refresh has named a source yet.",
        Query = (data, _) => Sql.Of($"""
            with named as (select unnest(sources) as source, * exclude (sources) from refreshes),
            held as ({(data.Has("attribute_counts")
                ? Sql.Of($"select source, sum(instances)::bigint as instances from attribute_counts where keyword is null group by source")
                : Sql.Of($"select null::varchar as source, null::bigint as instances where false"))})
            select source, count(*) as refreshes, max(ended_at) filter (outcome = 'done') as last_done_at,
              arg_max(outcome, started_at) as last_outcome, arg_max(error, started_at) as last_error, any_value(held.instances) as instances
            from named left join held using (source)
            group by source
            """),
        Columns =
        [
            new("source", "Source", ColumnKind.Code), new("instances", "Instances", ColumnKind.Count),
            new("last_done_at", "Last listed whole", ColumnKind.Moment),
            new("last_outcome", "Last refresh") { Show = row => Html.Of($"{Parts.Outcome(row.Text("last_outcome"))} {row.Text("last_error")}") },
            new("refreshes", "Refreshes", ColumnKind.Count),
        ],
    };

    public static IEnumerable<Route> Routes()
    {
        yield return Route.Get("/sources", Policy.Viewer, Show) with { Menu = new MenuEntry("Operations", "Sources", 21) };
    }

    private static Reply Show(Request request) => Reply.Page("Sources", Html.Of($"""
        {Parts.Heading("Sources", Html.Of($"Folders and buckets that refreshes have listed. A source that cannot be reached is an error, never an empty one: its rows stay."))}
        {new TableView(request, Sources).Show()}
        """));
}
