namespace Etl.EndToEnd.Tests.Fidelity;

/// <summary>Something that two readings of a file do not agree on.</summary>
/// <param name="File">Below the corpus.</param>
/// <param name="Path">Attribute, without item numbers; empty for the file.</param>
/// <param name="Kind">In what way; see <see cref="RowComparison"/>.</param>
/// <param name="Theirs">The other implementation's reading, shortened.</param>
/// <param name="Ours">The row's, shortened.</param>
internal sealed record Difference(string File, string Path, string Kind, string Theirs, string Ours);
