using System.Globalization;
using Etl.Worker.Sources.Buckets;

namespace Etl.Worker.Sources.Manifests;

/// <summary>How the lines of a manifest name objects: told by its first line.</summary>
internal sealed class ManifestFormat
{
    private static readonly string[] UriNames = ["uri", "source_uri"];
    private readonly Kind kind;
    private readonly string? folder;
    private readonly int uri, size = -1, etag = -1, modified = -1, width;
    private readonly bool isEscaped;

    private ManifestFormat(Kind kind, string? folder)
    {
        this.kind = kind;
        this.folder = folder;
    }

    private ManifestFormat(IReadOnlyList<string> header, string? folder)
        : this(Kind.Csv, folder)
    {
        List<string> names = [.. header.Select(h => h.Trim().ToLowerInvariant())];
        uri = names.FindIndex(n => UriNames.Contains(n));
        isEscaped = names[uri] == UriNames[1];
        size = names.FindIndex(n => n is "size" or "source_size");
        etag = names.FindIndex(n => n is "etag" or "source_etag");
        modified = names.FindIndex(n => n is "last_modified" or "source_modified_at");
        width = names.Count;
    }

    private enum Kind
    {
        Uris,
        Csv,
        Commands,
    }

    /// <summary>The first line is a header, and names nothing.</summary>
    internal bool HasHeader => kind == Kind.Csv;

    /// <param name="first">The first line that is neither empty nor a comment.</param>
    /// <param name="folder">Of the manifest, if that is a file: relative paths are from there.</param>
    /// <exception cref="InvalidDataException">It is none of the forms; the message ends a sentence that began with the manifest's name.</exception>
    internal static ManifestFormat Of(string first, string? folder)
    {
        if (IsCommand(first))
            return new ManifestFormat(Kind.Commands, folder);
        if (IsAddress(first))
            return new ManifestFormat(Kind.Uris, folder);
        if (CsvLine.Split(first) is { } header && header.Any(h => UriNames.Contains(h.Trim().ToLowerInvariant())))
            return new ManifestFormat(header, folder);
        throw new InvalidDataException(
            "has neither a header with a column uri, nor a URI in its first line, nor a command such as `cp s3://bucket/key .`.");
    }

    /// <summary>Nothing is meant to stand in such a line.</summary>
    internal static bool IsBlank(string line) => line.AsSpan().Trim() is [] or ['#', ..];

    /// <summary>What a line names, or in words what is wrong with it: without any of its text, which may hold anything.</summary>
    internal bool TryRead(string line, out NamedObject named, out string problem)
    {
        named = default;
        if (line.Contains('\uFFFD', StringComparison.Ordinal))
            return Fail("it is not UTF-8", out problem);
        return kind switch
        {
            Kind.Csv => TryRecord(line, out named, out problem),
            Kind.Commands => TryCommand(line, out named, out problem),
            _ => TryAddress(line.Trim(), mayBeFolder: true, out named, out problem),
        };
    }

    private bool TryRecord(string line, out NamedObject named, out string problem)
    {
        named = default;
        if (CsvLine.Split(line) is not { } fields)
            return Fail("a quote is not closed", out problem);
        if (fields.Count != width)
            return Fail($"it has {fields.Count} fields where the header has {width}", out problem);
        if (!TryAddress(fields[uri].Trim(), mayBeFolder: false, out named, out problem))
            return false;
        var bytes = ObjectInfo.UnknownSize;
        if (Field(fields, size) is { } text && !(long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out bytes)))
            return Fail("its size is no number", out problem);
        DateTimeOffset time = default;
        if (Field(fields, modified) is { } instant && !DateTimeOffset.TryParse(instant, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time))
            return Fail("its time is no time", out problem);
        // Without an etag a size may be that of another state.
        if (Field(fields, etag)?.Trim('"') is { Length: > 0 } tag)
            named = named with { Tag = tag, Size = bytes, ModifiedAt = time.UtcDateTime };
        return true;
    }

    /// <summary>Of a command of s5cmd the first address that it reads from counts.</summary>
    private bool TryCommand(string line, out NamedObject named, out string problem)
    {
        named = default;
        if (!IsCommand(line))
            return Fail("it is no command cp", out problem);
        if (ShellWords.Split(line) is not { } words)
            return Fail("a quote is not closed", out problem);
        return words.FirstOrDefault(w => w.StartsWith(BucketAddress.Scheme, StringComparison.Ordinal)) is { } address
            ? TryAddress(address, mayBeFolder: true, out named, out problem) : Fail("it names no s3://bucket/key", out problem);
    }

    private bool TryAddress(string text, bool mayBeFolder, out NamedObject named, out string problem)
    {
        named = default;
        problem = "";
        if (isEscaped && text.IndexOf('#', StringComparison.Ordinal) is var member and >= 0)
            text = text[..member];
        if (text.StartsWith(BucketAddress.Scheme, StringComparison.Ordinal))
        {
            if (!BucketAddress.TryParse(text, out var address))
                return Fail("it names no bucket", out problem);
            var isFolder = mayBeFolder && (address!.Prefix.EndsWith("/*", StringComparison.Ordinal) || address.Prefix == "*");
            var key = isFolder ? address!.Prefix[..^1] : isEscaped ? BucketAddress.Unescape(address!.Prefix) : address!.Prefix;
            if (!isFolder && (key.Length == 0 || key.EndsWith('/')))
                return Fail("it names no key; all below a folder is s3://bucket/folder/*", out problem);
            if (kind == Kind.Commands && key.AsSpan().IndexOfAny('*', '?') >= 0)
                return Fail("of patterns only an asterisk behind the last slash is known", out problem);
            named = new NamedObject(address!.Bucket, key) { IsFolder = isFolder };
            return true;
        }

        if (PathOf(text) is not { } path)
            return Fail("it names neither s3://bucket/key nor a path", out problem);
        named = new NamedObject(null, path);
        return true;
    }

    private string? PathOf(string text)
    {
        if (text.StartsWith("file:///", StringComparison.Ordinal))
            return FileUri.ToPath(text);
        return text.Contains('\0', StringComparison.Ordinal) ? null
            : Path.IsPathFullyQualified(text) ? Path.GetFullPath(text)
            : folder is not null && IsRelative(text) ? Path.GetFullPath(text, folder) : null;
    }

    private static bool IsAddress(string line) => line.TrimStart() is var text
        && (text.StartsWith(BucketAddress.Scheme, StringComparison.Ordinal) || text.StartsWith("file:///", StringComparison.Ordinal)
            || Path.IsPathFullyQualified(text) || IsRelative(text));

    private static bool IsRelative(string text) => text.StartsWith("./", StringComparison.Ordinal) || text.StartsWith("../", StringComparison.Ordinal);

    private static bool IsCommand(string line) => line.TrimStart() is var text
        && (text.StartsWith("cp ", StringComparison.Ordinal) || text.StartsWith("s5cmd ", StringComparison.Ordinal) && text.Contains(" cp ", StringComparison.Ordinal));

    private static string? Field(IReadOnlyList<string> fields, int column) => column >= 0 && fields[column].Trim() is { Length: > 0 } text ? text : null;

    private static bool Fail(string what, out string problem)
    {
        problem = what;
        return false;
    }
}
