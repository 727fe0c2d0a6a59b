namespace Etl.Schema.Dicom;

/// <summary>
/// What a reader or a value parser had to bridge. In tables each is its name in upper case with underscores,
/// e.g. <c>META_LENGTH_WRONG</c>: see <see cref="IssueCodes.Code"/>. The list only ever grows.
/// </summary>
public enum IssueCode : byte
{
    None = 0,

    // Container and meta group
    EmptyFile,
    NotDicom,
    PreambleMissing,
    MetaMissing,
    MetaLengthMissing,
    MetaLengthWrong,
    MetaImplicit,
    MetaBigEndian,
    MetaInDataset,
    EmptyDataset,
    CommandGroup,

    // Transfer syntax
    TsMissing,
    TsMismatch,
    TsUnknown,
    TsPrivate,
    TsGuessed,
    DeflateZlib,
    DeflateNotCompressed,
    DeflateTruncated,

    // Data element header
    VrInvalid,
    VrUnknown,
    VrUnRetyped,
    VrMismatch,
    VrLengthForm,
    ReservedNonzero,
    ImplicitElement,
    ExplicitElement,
    OddLength,
    OddLengthPad,
    LengthNotMultiple,
    LengthQuirk,
    LengthOverflow,
    UndefinedLengthNonSq,

    // Sequences and items
    VrSwitch,
    UnExplicitContent,
    SqByShape,
    SqNotItems,
    SqLengthWrong,
    ItemLengthWrong,
    ItemDelimiterMissing,
    SeqDelimiterMissing,
    ExtraDelimiter,
    WrongDelimiter,
    StrayDelimiter,
    StrayItem,
    DelimiterLength,
    ByteSwappedItems,
    DepthLimit,

    // Data set
    OutOfOrder,
    DuplicateTag,
    ZeroPadding,
    TrailingData,
    Truncated,
    IllegalGroup,
    PrivateNoCreator,
    PrivateIllegal,
    PixelrepMissing,
    PixelTruncated,
    TagUnknown,

    // Character sets
    CharsetAlias,
    CharsetUnknown,
    CharsetUndeclared,
    CharsetSuspect,
    CharsetDecodeError,
    CharsetIllegalCombination,
    EscapeUndeclared,
    EscapeMissing,
    EscapeInvalid,

    // Values
    NulPadding,
    LeadingSpace,
    ValueTooLong,
    ValueCut,
    ControlChar,
    EmbeddedNul,
    HighBytes,
    VmMismatch,
    OutOfRange,
    AsForm,
    AsInvalid,
    CsChars,
    DaForm,
    DaOldForm,
    DaPartial,
    DaZero,
    DaInvalid,
    DaRange,
    DaTrailing,
    DaSuspect,
    DsComma,
    DsInvalid,
    DsNotFinite,
    DsRange,
    DtForm,
    DtPartial,
    DtInvalid,
    DtRange,
    DtOffsetInvalid,
    DtOffsetNegZero,
    DtLeapSecond,
    DtFractionLong,
    FloatNotFinite,
    IsDecimal,
    IsInvalid,
    IsRange,
    PnComponents,
    PnGroups,
    Tm24h,
    TmForm,
    TmFractionLong,
    TmInvalid,
    TmLeapSecond,
    TmOffset,
    TmOldForm,
    TmRange,
    UiInvalid,
    UiLeadingZero,
    UiPadding,
    UiSpace,

    // Limits
    LimitHeader,
    LimitElements,
    LimitItems,
    LimitDepth,
    LimitInflate,
    LimitColumns,
    LimitColumnDepth,
    LimitRow,
    LimitTime,
}

/// <summary>Codes as the tables of the lake spell them.</summary>
public static class IssueCodes
{
    private static readonly string[] Codes = [.. Enum.GetNames<IssueCode>().Select(Spell)];

    /// <summary>The number of codes, <see cref="IssueCode.None"/> included.</summary>
    public static int Count => Codes.Length;

    /// <summary>Upper case with underscores: <c>MetaLengthWrong</c> is <c>META_LENGTH_WRONG</c>, <c>Tm24h</c> is <c>TM_24H</c>.</summary>
    public static string Code(this IssueCode code) => Codes[(int)code];

    private static string Spell(string name)
    {
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var startsWord = char.IsUpper(name[i]) || char.IsDigit(name[i]) && !char.IsDigit(name[i - 1]);
            if (i > 0 && startsWord)
                text.Append('_');
            text.Append(char.ToUpperInvariant(name[i]));
        }

        return text.ToString();
    }
}
