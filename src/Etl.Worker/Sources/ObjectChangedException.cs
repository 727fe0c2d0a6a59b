namespace Etl.Worker.Sources;

/// <summary>An object is no longer what its source listed: shorter, or of another etag.</summary>
public sealed class ObjectChangedException() : IOException("The object is no longer what was listed.");
