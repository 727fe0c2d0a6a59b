namespace Etl.Worker.Web.Data;

/// <summary>Which data this is.</summary>
/// <param name="Id">Names the version: the lake's version and the refresh that published it.</param>
/// <param name="LakeVersion">Version of the lake's table of instances; null when no refresh is known.</param>
/// <param name="LakeVersionBefore">Version that the last refresh began with; null when no refresh is known.</param>
/// <param name="RefreshedAt">End of the last refresh that was done; where none is known, when the file was written.</param>
/// <param name="PublishedAt">When the file was written.</param>
public sealed record WarehouseVersion(string Id, long? LakeVersion, long? LakeVersionBefore, DateTimeOffset RefreshedAt, DateTimeOffset PublishedAt);
