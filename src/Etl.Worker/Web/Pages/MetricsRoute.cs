using System.Diagnostics;
using System.Globalization;
using System.Text;
using Etl.Worker.Web.Hosting;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Pages;

/// <summary>Figures for a monitor, as Prometheus reads them; the names are OpenTelemetry's in its spelling.</summary>
internal static class MetricsRoute
{
    public static IEnumerable<Route> Routes(WebServices services)
    {
        yield return Route.Get("/metrics", Policy.Viewer, _ => new StreamReply(
            "text/plain; version=0.0.4; charset=utf-8", async (_, body, cancel) => await body.WriteAsync(Encoding.UTF8.GetBytes(Write(services)), cancel).ConfigureAwait(false))) with
        { Load = Load.Light };
    }

    internal static string Write(WebServices services)
    {
        var text = new StringBuilder();
        var history = services.Scheduling.History;
        Family(text, "etl_refreshes_total", "counter", "Refreshes that ran, by how they ended.",
            history.Rows("select outcome, count(*) as n from runs group by outcome order by outcome").Select(row => ($"{{outcome=\"{row["outcome"]}\"}}", Number(row["n"]))));
        var last = history.Rows("select epoch(started_at) as started, epoch(ended_at) as ended, seconds, listed, loaded, quarantined, bytes_read from runs where outcome = 'done' order by started_at desc limit 1");
        if (last.Count > 0)
        {
            Family(text, "etl_refresh_last_success_timestamp_seconds", "gauge", "End of the last refresh that is done.", [("", Number(last[0]["ended"]))]);
            Family(text, "etl_refresh_last_duration_seconds", "gauge", "How long it took.", [("", Number(last[0]["seconds"]))]);
            Family(text, "etl_refresh_last_objects", "gauge", "Its objects, by what became of them.",
                [("{state=\"listed\"}", Number(last[0]["listed"])), ("{state=\"loaded\"}", Number(last[0]["loaded"])), ("{state=\"quarantined\"}", Number(last[0]["quarantined"]))]);
            Family(text, "etl_refresh_last_read_bytes", "gauge", "Bytes that it read from the sources.", [("", Number(last[0]["bytes_read"]))]);
        }

        Family(text, "etl_refresh_running", "gauge", "1 while a refresh runs.", [("", services.Scheduling.Runs.Current is null ? 0 : 1)]);
        using (var lease = services.Warehouse.Acquire())
        {
            if (lease is not null)
            {
                Family(text, "etl_warehouse_age_seconds", "gauge", "Age of the published version.", [("", (services.Time.GetUtcNow() - lease.Snapshot.Version.RefreshedAt).TotalSeconds)]);
                Family(text, "etl_warehouse_instances", "gauge", "Stored objects in the published version, by modality.",
                    lease.Snapshot.Rows("select coalesce(Modality, '') as m, instances from modality_index order by m").Select(row => ($"{{modality=\"{Escape(row.Text("m")!)}\"}}", (double)row.Count("instances"))));
            }
        }

        using var process = Process.GetCurrentProcess();
        Family(text, "process_cpu_time_seconds_total", "counter", "Processor time of this process.", [("", process.TotalProcessorTime.TotalSeconds)]);
        Family(text, "process_memory_usage_bytes", "gauge", "Resident memory of this process.", [("", process.WorkingSet64)]);
        Family(text, "process_uptime_seconds", "gauge", "Time since its start.", [("", (DateTime.Now - process.StartTime).TotalSeconds)]);
        return text.ToString();
    }

    private static void Family(StringBuilder text, string name, string type, string help, IEnumerable<(string Labels, double Value)> samples)
    {
        text.Append($"# HELP {name} {help}\n# TYPE {name} {type}\n");
        foreach (var (labels, value) in samples)
            text.Append(CultureInfo.InvariantCulture, $"{name}{labels} {value:R}\n");
    }

    /// <summary>A label's value: what the format escapes, and no other control characters.</summary>
    private static string Escape(string value) => string.Concat(value.Where(c => !char.IsControl(c)).Select(c => c switch
    {
        '\\' => "\\\\",
        '"' => "\\\"",
        _ => c.ToString(),
    }));

    private static double Number(object? value) => value is null ? double.NaN : Convert.ToDouble(value, CultureInfo.InvariantCulture);
}
