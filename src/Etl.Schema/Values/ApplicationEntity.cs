using Etl.Schema.Dicom;

namespace Etl.Schema.Values;

/// <summary>AE (PS3.5 6.2): 16 characters of the default repertoire, none of them a control character.</summary>
public static class ApplicationEntity
{
    /// <summary>Always <see cref="ValueStatus.Ok"/>: the text stays. <see cref="IssueCode.ControlChar"/> or <see cref="IssueCode.ValueTooLong"/> beside it.</summary>
    public static ValueStatus Check(ReadOnlySpan<byte> value, out IssueCode code)
    {
        code = TextCheck.Check(value, Vr.AE);
        return ValueStatus.Ok;
    }
}
