using Etl.Worker.Web.Hosting;
using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Pages;

/// <summary>How much there is, how fresh it is, and what needs a look.</summary>
internal static class OverviewPage
{
    public static IEnumerable<Route> Routes(WebServices services)
    {
        yield return Route.Get("/", Policy.Viewer, Show) with { Menu = new MenuEntry("Archive", "Overview", 0) };
    }

    private static Reply Show(Request request)
    {
        var modalities = request.Data.Rows("select * from modality_index order by instances desc");
        return Reply.Page("Overview", Html.Of($"<h1>Overview</h1><p>{modalities.Count:N0} modalities</p>"));
    }
}
