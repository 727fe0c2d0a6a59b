namespace Etl.Worker.Sources.Manifests;

/// <summary>An object that a list names, and what the list says of it.</summary>
/// <param name="Bucket">Its bucket; null for a file.</param>
/// <param name="Key">Its key or path; of a folder it ends with a slash and stands for all objects below.</param>
internal readonly record struct NamedObject(string? Bucket, string Key)
{
    /// <summary>Bytes; <see cref="ObjectInfo.UnknownSize"/> where the list does not say.</summary>
    internal long Size { get; init; } = ObjectInfo.UnknownSize;

    /// <summary>UTC; default where the list does not say.</summary>
    internal DateTime ModifiedAt { get; init; }

    /// <summary>Without quotes; null where the list does not say.</summary>
    internal string? Tag { get; init; }

    /// <summary>All objects below a key are meant, whose names the list does not have.</summary>
    internal bool IsFolder { get; init; }
}
