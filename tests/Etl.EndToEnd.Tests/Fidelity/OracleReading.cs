namespace Etl.EndToEnd.Tests.Fidelity;

/// <summary>What another implementation reads in a file.</summary>
/// <param name="Path">Below the corpus.</param>
/// <param name="IsReadable">It found a data set.</param>
/// <param name="Elements">The data set, by keyword or GGGGEEEE.</param>
internal sealed record OracleReading(string Path, bool IsReadable, OracleDataSet Elements)
{
    public string? TransferSyntax { get; init; }

    /// <summary>Private elements of the data set itself, creators included; null where not told.</summary>
    public int? PrivateElements { get; init; }
}

/// <summary>A data set or an item, by keyword or GGGGEEEE.</summary>
internal sealed class OracleDataSet : Dictionary<string, OracleAttribute>;

/// <summary>An attribute in the other implementation's words: one of values, items, a number of bytes, an error.</summary>
/// <param name="Vr">As the other implementation has it.</param>
internal sealed record OracleAttribute(string Vr)
{
    /// <summary>Text of each value, numbers in JSON's form; null where it has none (not a number, an empty one of several). Empty where the attribute is.</summary>
    public IReadOnlyList<string?> Values { get; init; } = [];

    public IReadOnlyList<OracleDataSet>? Items { get; init; }

    public long? Bytes { get; init; }

    public string? Error { get; init; }

    public bool IsEmpty => Bytes is null && Error is null && (Items?.Count ?? Values.Count(v => v is null || v.AsSpan().Trim(" \0").Length > 0)) == 0;
}
