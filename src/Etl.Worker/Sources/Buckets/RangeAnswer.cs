using System.Globalization;

namespace Etl.Worker.Sources.Buckets;

/// <summary>An answer to a request for a range of an object's bytes; its body has not been read.</summary>
/// <param name="Owner">Is disposed of with the answer.</param>
/// <param name="Body">The bytes.</param>
/// <param name="Length">Bytes of the body; negative where the server does not say.</param>
/// <param name="Range"><c>bytes FROM-TO/SIZE</c>; null where the whole object comes.</param>
/// <param name="Tag">The object's etag, without quotes.</param>
/// <param name="ModifiedAt">UTC.</param>
internal sealed record RangeAnswer(IDisposable Owner, Stream Body, long Length, string? Range, string? Tag, DateTime? ModifiedAt) : IDisposable
{
    /// <summary>Bytes of the whole object.</summary>
    internal long Size =>
        Range is not null && Range.LastIndexOf('/') is var slash and >= 0
        && long.TryParse(Range.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : Length;

    public void Dispose() => Owner.Dispose();
}
