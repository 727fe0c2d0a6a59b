using Etl.Worker.Web.Data;
using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Listings;

/// <summary>Objects that gave no row.</summary>
internal static class QuarantineListings
{
    public static Listing Reasons { get; } = new()
    {
        Name = "quarantine-reasons",
        Title = "By reason",
        Unit = "reasons",
        Policy = Policy.Viewer,
        Needs = ["lake_quarantine"],
        Order = Sql.Of($"objects desc, reason_code"),
        Empty = "Every object of the archive gave a row.",
        Query = (_, _) => Sql.Of($"""
            select reason_code, count(*) as objects, sum(source_size)::bigint as bytes, min(first_seen_at) as first_seen_at, max(last_seen_at) as last_seen_at,
              count(next_attempt_at) as due_again
            from lake_quarantine group by reason_code
            """),
        Columns =
        [
            new("reason_code", "Reason") { Show = row => Html.Of($"<a href=\"{PageUrl.Of("/quarantine", ("reason", row.Text("reason_code")))}\">{row.Text("reason_code")}</a>") },
            new("objects", "Objects", ColumnKind.Count), new("due_again", "Tried again", ColumnKind.Count), new("last_seen_at", "Last tried", ColumnKind.Moment),
        ],
    };

    /// <summary>What one refresh quarantined and is still there, by code.</summary>
    public static Listing OfRefresh { get; } = new()
    {
        Name = "refresh-errors",
        Title = "Errors by code",
        Unit = "codes",
        Policy = Policy.Viewer,
        Needs = ["quarantine"],
        Parameters = [new("refresh", "Id of the refresh")],
        Order = Sql.Of($"objects desc, reason_code, stage"),
        Query = (_, filter) => Sql.Of($"""
            select reason_code, stage, count(*) as objects from quarantine
            where {Sql.All([TagListings.Is(Sql.Name("refresh_id"), filter.Text("refresh"))])} group by all
            """),
        Columns =
        [
            new("reason_code", "Code") { Show = row => Html.Of($"<a href=\"{PageUrl.Of("/quarantine", ("reason", row.Text("reason_code")))}\">{row.Text("reason_code")}</a>") },
            new("stage", "Stage"), new("objects", "Objects", ColumnKind.Count),
        ],
    };

    public static Listing Objects { get; } = new()
    {
        Name = "quarantine",
        Title = "Objects",
        Unit = "objects",
        Policy = Policy.Analyst,
        ShowsRows = true,
        Needs = ["lake_quarantine"],
        Parameters = [new("reason", "This reason only")],
        Order = Sql.Of($"last_seen_at desc, source_uri"),
        Empty = "There are none.",
        Query = (_, filter) => Sql.Of($"select * from lake_quarantine where {Sql.All([TagListings.Is(Sql.Name("reason_code"), filter.Text("reason"))])}"),
        Columns =
        [
            new("source_uri", "Object", ColumnKind.Code), new("reason_code", "Reason"), new("message", "What was found"), new("source_size", "Size", ColumnKind.Bytes),
            new("attempts", "Attempts", ColumnKind.Count), new("first_seen_at", "First seen", ColumnKind.Moment), new("last_seen_at", "Last tried", ColumnKind.Moment),
            new("next_attempt_at", "Tried again from", ColumnKind.Moment) { Show = row => row["next_attempt_at"] is null ? Html.Of($"when it changes") : Cells.Value(ColumnKind.Moment, row, "next_attempt_at") },
        ],
    };
}
