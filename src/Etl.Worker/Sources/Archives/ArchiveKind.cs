namespace Etl.Worker.Sources.Archives;

/// <summary>What an object's first bytes say it is.</summary>
internal enum ArchiveKind
{
    None,
    Zip,
    Tar,

    /// <summary>A gzip stream; whether there is a tar in it only its bytes can tell.</summary>
    GZip,
}

/// <summary>Tells archives by their content, never by their names.</summary>
internal static class ArchiveSignature
{
    /// <summary>First bytes that are enough to tell.</summary>
    internal const int Length = TarHeader.Length;

    /// <param name="bytes">The object's first bytes, as many as are at hand.</param>
    internal static ArchiveKind OfStart(ReadOnlySpan<byte> bytes) => Of(bytes[..Math.Min(bytes.Length, Length)]);

    /// <param name="first">The object's first <see cref="Length"/> bytes, or all where it has fewer.</param>
    internal static ArchiveKind Of(ReadOnlySpan<byte> first) =>
        first.StartsWith("PK\u0003\u0004"u8) || first.StartsWith("PK\u0005\u0006"u8) ? ArchiveKind.Zip
        : first.Length > 2 && first[0] == 0x1F && first[1] == 0x8B && first[2] == 8 ? ArchiveKind.GZip
        : first.Length >= TarHeader.Length && TarHeader.IsValid(first[..TarHeader.Length]) ? ArchiveKind.Tar
        : ArchiveKind.None;
}
