namespace Etl.Worker.Web.Data;

/// <summary>Which refreshes: a condition on the relation <c>runs</c> of <see cref="Jobs.RefreshHistory"/>.</summary>
internal static class RunFilter
{
    /// <summary>The parameters of the address that choose.</summary>
    public static readonly IReadOnlyList<string> Names = ["q", "outcome", "trigger", "schedule", "error", "id"];

    public static Sql Of(Filter filter) => Sql.All(
    [
        Sql.When(filter.Text("q") is not null, Sql.Of($"contains(lower(concat_ws(' ', refresh_id, outcome, error, error_message, schedule, array_to_string(sources, ' '))), lower({filter.Text("q")}))")),
        Is("outcome", filter.Text("outcome")),
        Is("triggered_by", filter.Text("trigger")),
        Is("schedule", filter.Text("schedule")),
        Is("error", filter.Text("error")),
        Is("refresh_id", filter.Text("id")),
    ]);

    /// <summary>A query on <c>runs</c> as the published warehouse answers it, which has the refreshes up to its own.</summary>
    public static string Readable(Sql query) => $"""
        with runs as (
          select *, options ->> '$.Schedule' as schedule, date_diff('millisecond', started_at, ended_at) / 1000.0 as seconds from refreshes
        )
        {query.Readable}
        """;

    private static Sql Is(string column, string? value) => Sql.When(value is not null, Sql.Of($"{Sql.Name(column)} = {value}"));
}
