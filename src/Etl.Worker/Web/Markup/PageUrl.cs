using System.Text;

namespace Etl.Worker.Web.Markup;

/// <summary>An address of this server: a path of literals and encoded segments, and a query. State of a page lives in it.</summary>
public static class PageUrl
{
    /// <param name="path">A path that starts with a slash.</param>
    /// <param name="query">Names and values; those without a value are left out.</param>
    public static string Of(string path, params IEnumerable<(string Name, string? Value)> query)
    {
        var url = new StringBuilder(path);
        var separator = '?';
        foreach (var (name, value) in query)
        {
            if (string.IsNullOrEmpty(value))
                continue;
            url.Append(separator).Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }

        return url.ToString();
    }

    /// <summary>A segment of a path.</summary>
    public static string Segment(string value) => Uri.EscapeDataString(value);

    /// <summary>Whether this is a path of this server, and no address of another: what may be gone on to after signing in.</summary>
    public static bool IsLocal(string? url) =>
        url is ['/', ..] && !url.StartsWith("//", StringComparison.Ordinal) && !url.Contains('\\', StringComparison.Ordinal)
        && !url.Any(char.IsControl);
}
