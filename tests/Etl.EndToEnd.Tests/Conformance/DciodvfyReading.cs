using System.Text.RegularExpressions;
using Etl.EndToEnd.Tests.Running;

namespace Etl.EndToEnd.Tests.Conformance;

/// <summary>An attribute that dciodvfy misses, or finds empty, in a file.</summary>
/// <param name="Path">Keywords, parted by dots, without item numbers.</param>
/// <param name="IsEmpty">There without a value.</param>
/// <param name="Type">1, 1C, 2 or 2C.</param>
/// <param name="Module">The module or macro that asks for it, as dciodvfy names it.</param>
internal sealed record DciodvfyLack(string Path, bool IsEmpty, string Type, string Module)
{
    public bool IsConditional => Type.EndsWith('C');
}

/// <summary>A file as <c>dciodvfy -new</c> of Debian's dicom3tools judges it.</summary>
internal static partial class DciodvfyReading
{
    /// <summary>Null where dciodvfy does not read the whole file, or does not know the IOD: what it says then is no judgement.</summary>
    public static List<DciodvfyLack>? Read(string file)
    {
        var finished = Finished.Run("timeout", ["20", "dciodvfy", "-new", file]);
        var lines = (finished.Output + '\n' + finished.Errors).Split('\n', StringSplitOptions.TrimEntries);
        if (lines.Any(line => Failure().IsMatch(line)) || !lines.Any(line => IodName().IsMatch(line)))
            return null;
        return [.. lines.Select(line => Lack().Match(line)).Where(match => match.Success).Select(match => new DciodvfyLack(
            string.Join('.', match.Groups["path"].Value.Split('/').Select(step => step[..step.IndexOf('(', StringComparison.Ordinal)])),
            match.Groups["what"].Value.StartsWith("Empty", StringComparison.Ordinal), match.Groups["type"].Value, match.Groups["module"].Value))];
    }

    [GeneratedRegex("Information Object Not found|read failed|Assertion")]
    private static partial Regex Failure();

    [GeneratedRegex("^[A-Z][A-Za-z0-9]+$")]
    private static partial Regex IodName();

    [GeneratedRegex(@"^Error - </(?<path>[A-Z].*)> - (?<what>Missing attribute|Empty attribute \(no value\)) for Type (?<type>1C?|2C?) \w+ - Module=<(?<module>.*)>",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Lack();
}
