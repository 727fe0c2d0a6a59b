using System.Globalization;
using Etl.Fuzz.Checks;
using Etl.Fuzz.Inputs;

namespace Etl.Fuzz.Runs;

/// <summary>Each bomb in a new parser, with and without the values of private elements.</summary>
internal static class BombRun
{
    public static bool Execute(TextWriter output, string? only)
    {
        var findings = 0;
        using var lane = new Lane();
        lane.Run(-1, new byte[] { 0 }, isDeep: true);
        using var watchdog = new Timer(_ => Watch(lane, output), null, 1000, 1000);
        long number = 0;
        output.WriteLine($"{"bomb",-52} {"bytes",12} {"stop",-10} {"ms",8} {"MiB",8}");
        foreach (var (name, make) in Bombs.All())
        {
            number++;
            if (only is not null && !name.Contains(only, StringComparison.OrdinalIgnoreCase))
                continue;
            var bytes = make();
            foreach (var keepPrivate in new[] { false, true })
            {
                lane.Renew(keepPrivate);
                var outcome = lane.Run(number, bytes, isDeep: !keepPrivate && bytes.Length < 2 << 20);
                if (keepPrivate && outcome.Finding is null)
                    continue;
                output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{name + (keepPrivate ? " (private kept)" : ""),-52} {bytes.Length,12:N0} {outcome.StopReason,-10} {outcome.Time.TotalMilliseconds,8:N0} {outcome.Memory / 1048576.0,8:N1} {outcome.Finding?.Split('\n')[0]}"));
                if (outcome.Finding is not null)
                    findings++;
            }
        }

        output.WriteLine($"bombs: {findings} findings");
        return findings == 0;
    }

    private static void Watch(Lane lane, TextWriter output)
    {
        if (lane.Running < TimeSpan.FromSeconds(120))
            return;
        output.WriteLine($"FINDING bomb {lane.Current} has been running for {lane.Running.TotalSeconds:F0} s");
        output.Flush();
        Environment.Exit(1);
    }
}
