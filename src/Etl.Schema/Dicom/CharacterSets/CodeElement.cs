namespace Etl.Schema.Dicom.CharacterSets;

/// <summary>
/// What an escape sequence can put into G0 or G1 (PS3.3 C.12.1.1.2). <see cref="Ascii"/> stands for the romaji of JIS X 0201 too:
/// 5C is a delimiter and stays a backslash, as 7E stays a tilde.
/// </summary>
internal enum CodeElement : byte
{
    None = 0,
    Ascii,
    Latin1, Latin2, Latin3, Latin4, Cyrillic, Arabic, Greek, Hebrew, Latin5, Latin9, Thai,
    Katakana,
    Jis0208, Jis0212,
    Korean, SimplifiedChinese,

    /// <summary>No term of the standard names it; bytes that no set explains are read with it.</summary>
    Windows1252,
}

/// <summary>How a stand-alone set, one without code extensions, is decoded; <see cref="None"/> is the ISO 2022 machine.</summary>
internal enum WholeCode : byte
{
    None = 0,
    Utf8,
    Gb18030,
    ShiftJis,
}

internal static class CodeElements
{
    public static bool IsDoubleByte(this CodeElement element) => element is >= CodeElement.Jis0208 and <= CodeElement.SimplifiedChinese;
}
