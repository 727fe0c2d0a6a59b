using Etl.Worker.Web.Hosting;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Pages;

/// <summary>Probes, for anybody and without detail.</summary>
internal static class HealthRoutes
{
    public static IEnumerable<Route> Routes(WebServices services)
    {
        yield return Route.Get("/healthz", Policy.Public, _ => Reply.Text("ok\n")) with { Load = Load.Light };
        yield return Route.Get("/readyz", Policy.Public, _ =>
        {
            using var lease = services.Warehouse.Acquire();
            return lease is null ? Reply.Text("no data\n") with { Status = 503 } : Reply.Text("ready\n");
        }) with
        { Load = Load.Light };
    }
}
