using System.Text;
using System.Text.RegularExpressions;
using Etl.Worker.DuckDb;

namespace Etl.Worker.Sources;

/// <summary>
/// Which objects of a source are meant. The others are neither listed nor gone: for a refresh they are as if they lay at another source. Of
/// an archive its own path counts, never the names of its members.
/// </summary>
/// <remarks>
/// Globs are of the path below the source, in exact case: <c>*</c> and <c>?</c> stay within a folder, <c>**</c> goes through folders. One
/// without a slash is of the file's name in any folder; one that ends with a slash is of all below that folder.
/// </remarks>
public sealed class SourceFilter
{
    private readonly string sourceUri;
    private readonly string? include;
    private readonly string? exclude;
    private readonly Regex? included;
    private readonly Regex? excluded;

    private SourceFilter(string sourceUri, SourceOptions options)
    {
        this.sourceUri = sourceUri;
        ModifiedSince = options.ModifiedSince;
        include = Pattern(options.Include);
        exclude = Pattern(options.Exclude);
        included = Matcher(include);
        excluded = Matcher(exclude);
    }

    /// <summary>Objects that were modified before are left out; null: none are.</summary>
    public DateTimeOffset? ModifiedSince { get; }

    /// <summary>The filter of a source; null where all objects are meant.</summary>
    public static SourceFilter? Of(ISource source, SourceOptions? options) =>
        options is null || options.Include.Count + options.Exclude.Count == 0 && options.ModifiedSince is null ? null : new SourceFilter(source.Uri, options);

    /// <summary>Whether an object is meant. A place that could not be listed always is: nobody knows what is there.</summary>
    public bool Matches(in ObjectInfo item)
    {
        if (item.Error is not null)
            return true;
        if (ModifiedSince is { } since && item.ModifiedAt < since.UtcDateTime)
            return false;
        if (included is null && excluded is null)
            return true;
        var uri = item.Uri;
        var from = sourceUri.EndsWith('/') ? sourceUri.Length : sourceUri.LastIndexOf('/') + 1;
        var path = Uri.UnescapeDataString(uri[from..]);
        return (included is null || included.IsMatch(path)) && (excluded is null || !excluded.IsMatch(path));
    }

    /// <summary>What <see cref="Matches"/> says of a path, in SQL.</summary>
    /// <param name="uri">An expression: the URI of an object of the source.</param>
    internal string Sql(string uri)
    {
        var from = (sourceUri.EndsWith('/') ? sourceUri.Length : sourceUri.LastIndexOf('/') + 1) + 1;
        var path = $"url_decode(substr({uri}, {from}))";
        var conditions = new List<string>();
        if (include is not null)
            conditions.Add($"regexp_full_match({path}, {DuckDbSql.Literal(include)})");
        if (exclude is not null)
            conditions.Add($"not regexp_full_match({path}, {DuckDbSql.Literal(exclude)})");
        return conditions.Count == 0 ? "true" : string.Join(" and ", conditions);
    }

    private static Regex? Matcher(string? pattern) =>
        pattern is null ? null : new Regex($@"\A(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>A regular expression that .NET and RE2 read alike.</summary>
    private static string? Pattern(IReadOnlyList<string> globs) => globs.Count == 0 ? null : $"(?s:{string.Join('|', globs.Select(Pattern))})";

    private static string Pattern(string glob)
    {
        if (glob.EndsWith('/'))
            glob += "**";
        var text = new StringBuilder(glob.Contains('/', StringComparison.Ordinal) ? "" : "(?:.*/)?");
        for (var i = glob.StartsWith('/') ? 1 : 0; i < glob.Length; i++)
        {
            var rest = glob.AsSpan(i);
            if (rest.StartsWith("**/"))
            {
                text.Append("(?:.*/)?");
                i += 2;
            }
            else if (rest.StartsWith("**"))
            {
                text.Append(".*");
                i++;
            }
            else
            {
                text.Append(glob[i] switch
                {
                    '*' => "[^/]*",
                    '?' => "[^/]",
                    var c when char.IsAscii(c) && !char.IsAsciiLetterOrDigit(c) => $"\\x{(int)c:X2}",
                    var c => c.ToString(),
                });
            }
        }

        return text.ToString();
    }
}
