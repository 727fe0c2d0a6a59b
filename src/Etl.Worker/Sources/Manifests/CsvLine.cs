using System.Text;

namespace Etl.Worker.Sources.Manifests;

/// <summary>
/// One record of comma-separated values (RFC 4180). A record is a line: no key needs an end of line within quotes, and a quote that is never
/// closed so spoils one record instead of all that follow.
/// </summary>
internal static class CsvLine
{
    /// <summary>The fields, without their quotes; null where a quote stays open or something stands behind a closing one.</summary>
    internal static IReadOnlyList<string>? Split(string line)
    {
        var fields = new List<string>(8);
        var at = 0;
        while (true)
        {
            if (at < line.Length && line[at] == '"')
            {
                if (Quoted(line, ref at) is not { } quoted)
                    return null;
                fields.Add(quoted);
            }
            else
            {
                var end = line.IndexOf(',', at);
                fields.Add(end < 0 ? line[at..] : line[at..end]);
                at = end < 0 ? line.Length : end;
            }

            if (at == line.Length)
                return fields;
            // The comma.
            at++;
        }
    }

    private static string? Quoted(string line, ref int at)
    {
        var text = new StringBuilder();
        while (true)
        {
            var end = line.IndexOf('"', at + 1);
            if (end < 0)
                return null;
            text.Append(line, at + 1, end - at - 1);
            at = end + 1;
            if (at == line.Length || line[at] == ',')
                return text.ToString();
            if (line[at] != '"')
                return null;
            text.Append('"');
        }
    }
}
