using Etl.Worker.DuckDb;
using Etl.Worker.Web.Data;
using Etl.Worker.Web.Listings;
using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Pages;

/// <summary>Every relation of the warehouse and its columns, each with its comment.</summary>
internal static class SchemaPages
{
    public static Listing Relations { get; } = new()
    {
        Name = "relations",
        Title = "Relations",
        Unit = "relations",
        Policy = Policy.Viewer,
        Parameters = [new("q", "Part of a name or comment")],
        Order = Sql.Of($"name"),
        Query = (_, filter) => Sql.Of($"""
            select name, kind, comment, columns, rows from (
              select table_name as name, 'table' as kind, comment, column_count as columns, estimated_size as rows
              from duckdb_tables() where database_name = current_database() and schema_name = 'main' and not temporary
              union all by name
              select views.view_name as name, 'view' as kind, views.comment, views.column_count as columns, stored.estimated_size as rows
              from duckdb_views() as views
              left join duckdb_tables() as stored
                on stored.database_name = views.database_name and stored.schema_name = 'stored' and 'instances_' || stored.table_name[6:] = views.view_name
              where views.database_name = current_database() and not views.internal
            )
            {Sql.When(filter.Text("q") is not null, Sql.Of($"where contains(lower(concat_ws(' ', name, comment)), lower({filter.Text("q")}))"))}
            """),
        Columns =
        [
            new("name", "Name", ColumnKind.Code) { Show = row => Html.Of($"<a href=\"/schema/{PageUrl.Segment(row.Text("name")!)}\">{row.Text("name")}</a>") },
            new("comment", "What it is"), new("kind", "Kind"), new("columns", "Columns", ColumnKind.Count), new("rows", "Rows", ColumnKind.Count) { Show = row => row["rows"] is null ? Html.Empty : Html.Of($"{row.Count("rows"):N0}") },
        ],
    };

    public static Listing Columns { get; } = new()
    {
        Name = "columns",
        Title = "Columns",
        Unit = "columns",
        Policy = Policy.Viewer,
        Parameters = [new("relation", "Of this relation only"), new("q", "Part of a name or comment")],
        Order = Sql.Of($"relation, position"),
        Query = (_, filter) => Sql.Of($"""
            select table_name as relation, column_name as name, data_type as type, comment, column_index as position
            from duckdb_columns() where database_name = current_database() and schema_name = 'main' and not internal
            {Sql.When(filter.Text("relation") is not null, Sql.Of($"and table_name = {filter.Text("relation")}"))}
            {Sql.When(filter.Text("q") is not null, Sql.Of($"and contains(lower(concat_ws(' ', column_name, comment)), lower({filter.Text("q")}))"))}
            """),
        Columns =
        [
            new("name", "Column", ColumnKind.Code), new("type", "Type", ColumnKind.Code) { Show = row => Html.Value(row.Text("type"), 80) }, new("comment", "What it is"),
            new("relation", "Relation") { IsHidden = true },
        ],
    };

    public static IEnumerable<Route> Routes()
    {
        yield return Route.Get("/schema", Policy.Viewer, Show) with { Menu = new MenuEntry("Reference", "Schema", 30) };
        yield return Route.Get("/schema/{relation}", Policy.Viewer, ShowOne);
    }

    private static Reply Show(Request request) => Reply.Page("Schema", Html.Of($"""
        {Parts.Heading("Schema", Html.Of($"Tables and views of the warehouse. An attribute keeps its keyword as its name; a computed column is snake_case, with its unit."))}
        {Parts.FilterForm("/schema", Parts.Search("q", "Search", request.Text("q")), request.Text("q") is not null)}
        {new TableView(request, Relations) { WhenEmpty = Parts.ClearFilters("/schema") }.Show()}
        """));

    private static Reply ShowOne(Request request)
    {
        var name = request.Segment("relation");
        var found = request.Data.Rows(Sql.Of($"select * from ({Relations.Query(request.Data, request.Filter.Without("q"))}) where name = {name}"));
        if (found.Count == 0)
            return Reply.NotFound("No such relation", Html.Of($"<h1>No such relation</h1><p><a href=\"/schema\">All relations</a></p>"));
        return Reply.Page(name, Html.Of($"""
            <nav class="crumbs" aria-label="Breadcrumb"><a href="/schema">Schema</a> › {name}</nav>
            {Parts.Heading(name, Html.Of($"{found[0].Text("comment")} ({found[0].Text("kind")})"))}
            {Parts.Sql("sql-all", "Ready SQL", $"select *\nfrom {DuckDbSql.Name(name)}\nlimit 100;")}
            {Parts.FilterForm($"/schema/{PageUrl.Segment(name)}", Parts.Search("q", "Search columns", request.Text("q")), request.Text("q") is not null)}
            {new TableView(request, Columns) { Filter = request.Filter.With("relation", name) }.Show()}
            """));
    }
}
