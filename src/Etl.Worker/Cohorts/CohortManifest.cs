namespace Etl.Worker.Cohorts;

/// <summary>Lists of objects for other programs, a line each.</summary>
internal static class CohortManifest
{
    /// <summary><c>uris</c>: addresses. <c>s5cmd</c>: lines for <c>s5cmd run</c>.</summary>
    public static readonly string[] Formats = ["uris", "s5cmd"];

    /// <param name="members">The objects.</param>
    /// <param name="format">One of <see cref="Formats"/>.</param>
    /// <param name="to">The folder that s5cmd copies to.</param>
    /// <param name="output">Takes the lines, in UTF-8.</param>
    /// <returns>Objects that are in no bucket by themselves, of which s5cmd gets no line.</returns>
    public static long Write(IEnumerable<CohortMember> members, string format, string to, Stream output)
    {
        using var writer = new StreamWriter(output, leaveOpen: true) { NewLine = "\n" };
        var elsewhere = 0L;
        foreach (var member in members)
        {
            if (format == "uris")
                writer.WriteLine(member.Uri);
            else if (member.Uri.StartsWith("s3://", StringComparison.Ordinal) && !member.Uri.Contains('#', StringComparison.Ordinal))
                writer.WriteLine($"cp {Quoted(member.Uri)} {Quoted($"{to.TrimEnd('/')}/{member.Series ?? "no-series"}/{member.Instance ?? member.Etag}.dcm")}");
            else
                elsewhere++;
        }

        return elsewhere;
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}

/// <param name="Uri">Where the object is.</param>
/// <param name="Etag">Its state.</param>
/// <param name="Instance">SOPInstanceUID.</param>
/// <param name="Series">SeriesInstanceUID.</param>
internal sealed record CohortMember(string Uri, string? Etag, string? Instance, string? Series);
