using Etl.Schema.Dicom;

namespace Etl.Schema.Values;

/// <summary>PN (PS3.5 6.2.1): at most 3 component groups of 64 characters, joined by <c>=</c>, of at most 5 components, joined by <c>^</c>.</summary>
public static class PersonName
{
    /// <summary>
    /// Always <see cref="ValueStatus.Ok"/>: the text stays. <see cref="IssueCode.PnGroups"/>, <see cref="IssueCode.PnComponents"/>,
    /// <see cref="IssueCode.ControlChar"/> or <see cref="IssueCode.ValueTooLong"/> beside it. Trailing delimiters and spaces do not count.
    /// </summary>
    public static ValueStatus Check(ReadOnlySpan<byte> utf8, out IssueCode code)
    {
        code = Classify(utf8);
        return ValueStatus.Ok;
    }

    private static IssueCode Classify(ReadOnlySpan<byte> utf8)
    {
        var name = utf8.TrimEnd("= ^"u8);
        if (name.Count((byte)'=') > 2)
            return IssueCode.PnGroups;
        return name.Count((byte)'^') > 4 && HasLongGroup(name) ? IssueCode.PnComponents : TextCheck.Check(utf8, Vr.PN);
    }

    private static bool HasLongGroup(ReadOnlySpan<byte> name)
    {
        foreach (var group in name.Split((byte)'='))
        {
            if (name[group].TrimEnd("^ "u8).Count((byte)'^') > 4)
                return true;
        }

        return false;
    }
}
