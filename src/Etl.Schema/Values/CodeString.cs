using System.Buffers;
using Etl.Schema.Dicom;

namespace Etl.Schema.Values;

/// <summary>CS (PS3.5 6.2): upper-case letters, digits, space and underscore, 16 characters.</summary>
public static class CodeString
{
    private static readonly SearchValues<byte> Repertoire = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _"u8);

    /// <summary>Always <see cref="ValueStatus.Ok"/>: the text stays. <see cref="IssueCode.CsChars"/> or <see cref="IssueCode.ValueTooLong"/> beside it.</summary>
    public static ValueStatus Check(ReadOnlySpan<byte> value, out IssueCode code)
    {
        code = value.ContainsAnyExcept(Repertoire) ? IssueCode.CsChars
            : value.Length > 16 ? IssueCode.ValueTooLong
            : IssueCode.None;
        return ValueStatus.Ok;
    }
}
