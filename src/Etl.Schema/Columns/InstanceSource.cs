namespace Etl.Schema.Columns;

/// <summary>Where an instance is stored, as its source lists it.</summary>
/// <param name="Uri"><c>file:///…</c>, <c>s3://bucket/key</c>; a member of an archive as <c>…#member</c>.</param>
/// <param name="Etag">Changes when the object changes; for files <c>mtime_ns-size</c>.</param>
/// <param name="Size">Bytes of the whole object.</param>
/// <param name="ModifiedAt">As the source says.</param>
public readonly record struct InstanceSource(string Uri, string Etag, long Size, DateTimeOffset ModifiedAt);
