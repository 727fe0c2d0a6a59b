using Etl.Schema.Tests.Columns;

namespace Etl.Schema.Tests.Cases;

/// <summary>A row of the table of single values, and the attributes of its VR that it is put into.</summary>
internal sealed record ValueCase(string Id, string Vr, byte[] Value, string Text, string Want, string Flags)
{
    private static readonly Dictionary<string, (uint Scalar, uint List)> Attributes = new()
    {
        ["AS"] = (0x00101010, 0x0072005F),
        ["AT"] = (0x00140202, 0x00280009),
        ["CS"] = (0x00080064, 0x00080008),
        ["DA"] = (0x00080020, 0x0014407E),
        ["DS"] = (0x00180060, 0x00280030),
        ["DT"] = (0x0008002A, 0x0040A13A),
        ["FD"] = (0x00189073, 0x00081163),
        ["FL"] = (0x00089459, 0x00182043),
        ["IS"] = (0x00200013, 0x00081160),
        ["LO"] = (0x00100020, 0x00081080),
        ["LT"] = (0x00104000, 0),
        ["OW"] = (0x00281201, 0),
        ["PN"] = (0x00100010, 0x0008009C),
        ["SH"] = (0x00081010, 0x00080094),
        ["ST"] = (0x00080081, 0),
        ["SV"] = (0, 0x00720082),
        ["TM"] = (0x00080030, 0x0014407C),
        ["UC"] = (0x00080119, 0x00102162),
        ["UI"] = (0x0020000D, 0x0004151A),
        ["UL"] = (0x0018106E, 0x00720078),
        ["UR"] = (0x00080120, 0),
        ["US"] = (0x00280010, 0x0072007A),
        ["UT"] = (0x0040A160, 0),
    };

    public uint Scalar => Attributes[Vr].Scalar;

    public uint List => Attributes[Vr].List;

    public static IEnumerable<ValueCase> All() => ByteCase.Rows("value-cases.tsv").Select(
        f => new ValueCase(f[0], f[1], Convert.FromHexString(f[2]), f[3], f[4], f.Length > 5 ? f[5] : ""));

    /// <summary>The cell of the attribute in a row.</summary>
    public static string Cell(Instance read, uint tag) => read[Etl.Schema.Standard.DataDictionary.ColumnName(new Etl.Schema.Dicom.Tag(tag))!];

    public Instance In(uint tag) => Instance.Of(new DicomBytes().Raw(tag, Vr, Value));
}
