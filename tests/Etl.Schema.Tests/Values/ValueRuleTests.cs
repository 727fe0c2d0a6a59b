using System.Text;
using Etl.Schema.Dicom;
using Etl.Schema.Values;

namespace Etl.Schema.Tests.Values;

/// <summary>Rules of PS3.5 6.2 and of the deviations that the case table shows one side of only.</summary>
public sealed class ValueRuleTests
{
    [Theory]
    [InlineData("20240101-20240131", "null", "DA_RANGE")]
    [InlineData("202402", "2024-02", "DA_PARTIAL")]
    [InlineData("20240200", "2024-02", "DA_PARTIAL")]
    [InlineData("20240000", "2024", "DA_PARTIAL")]
    [InlineData("20230229", "null", "DA_INVALID")]
    [InlineData("20240001", "null", "DA_INVALID")]
    [InlineData("2024.02-29", "null", "DA_INVALID")]
    [InlineData("2024-02-30", "null", "DA_INVALID")]
    [InlineData("2024-02-29 12:00:00", "2024-02-29", "DA_TRAILING")]
    [InlineData("99991231", "9999-12-31", "DA_SUSPECT")]
    [InlineData("202402291", "null", "DA_INVALID")]
    public void Date_ReadsAs(string text, string want, string code) => Verify(Vr.DA, text, want, code);

    [Theory]
    [InlineData("23", "23", "")]
    [InlineData("235959.123456", "23:59:59.123456", "")]
    [InlineData("235959.5", "23:59:59.5", "")]
    [InlineData("12:00", "12:00", "TM_OLD_FORM")]
    [InlineData("24", "null", "TM_24H")]
    [InlineData("24:00:00", "null", "TM_24H")]
    [InlineData("240001", "null", "TM_INVALID")]
    [InlineData("12000", "null", "TM_INVALID")]
    [InlineData("1200000", "null", "TM_INVALID")]
    [InlineData("120000-0500", "12:00:00", "TM_OFFSET")]
    [InlineData("1200-1300", "null", "TM_RANGE")]
    [InlineData("-1200", "null", "TM_RANGE")]
    [InlineData("1200-", "null", "TM_RANGE")]
    [InlineData("12:0:0", "null", "TM_INVALID")]
    [InlineData("120000.12x", "null", "TM_INVALID")]
    public void Time_ReadsAs(string text, string want, string code) => Verify(Vr.TM, text, want, code);

    [Theory]
    [InlineData("2024", "2024", "")]
    [InlineData("202402291230", "2024-02-29T12:30", "")]
    [InlineData("20240229120000.5-0330", "2024-02-29T12:00:00.5-03:30", "")]
    [InlineData("20240229120000-1200", "2024-02-29T12:00:00-12:00", "")]
    [InlineData("2024-0500", "2024-05:00", "")]
    [InlineData("20240229120000+1401", "2024-02-29T12:00:00", "DT_OFFSET_INVALID")]
    [InlineData("20240229120000+01", "2024-02-29T12:00:00", "DT_OFFSET_INVALID")]
    [InlineData("20240101-20240131", "null", "DT_RANGE")]
    [InlineData("20240101120000-20240131120000", "null", "DT_RANGE")]
    [InlineData("-20240131", "null", "DT_RANGE")]
    [InlineData("20240101-", "null", "DT_RANGE")]
    [InlineData("20240229 120000", "2024-02-29T12:00:00", "DT_FORM")]
    [InlineData("20240229T120000Z", "2024-02-29T12:00:00+00:00", "DT_FORM")]
    [InlineData("2024-02-29 12:00:00.25+01:00", "2024-02-29T12:00:00.25+01:00", "DT_FORM")]
    [InlineData("2024-02", "2024-02", "DT_FORM")]
    [InlineData("20240200", "2024-02", "DT_PARTIAL")]
    [InlineData("2024022924", "null", "DT_INVALID")]
    [InlineData("202402291", "null", "DT_INVALID")]
    [InlineData("00000000", "null", "DT_INVALID")]
    [InlineData("20240229120000x", "null", "DT_INVALID")]
    public void DateTime_ReadsAs(string text, string want, string code) => Verify(Vr.DT, text, want, code);

    [Theory]
    [InlineData("+1.5", "1.5", "")]
    [InlineData("1.5e3", "1500", "")]
    [InlineData("-1,5e-3", "-0.0015", "DS_COMMA")]
    [InlineData(",5", "0.5", "DS_COMMA")]
    [InlineData("1.#QNAN", "null", "DS_NOT_FINITE")]
    [InlineData("-1.#IND", "null", "DS_NOT_FINITE")]
    [InlineData("1.#INF00", "null", "DS_NOT_FINITE")]
    [InlineData("-nan(ind)", "null", "DS_NOT_FINITE")]
    [InlineData("infinite", "null", "DS_INVALID")]
    [InlineData("-1e400", "null", "DS_RANGE")]
    [InlineData("4.9e-324", "5E-324", "")]
    [InlineData("1e99999999999999999999", "null", "DS_RANGE")]
    [InlineData("0e99999999999999999999", "0", "VALUE_TOO_LONG")]
    [InlineData("1e", "null", "DS_INVALID")]
    [InlineData(".", "null", "DS_INVALID")]
    [InlineData("-", "null", "DS_INVALID")]
    [InlineData(".e1", "null", "DS_INVALID")]
    [InlineData("1 .5", "null", "DS_INVALID")]
    [InlineData("\u0661", "null", "DS_INVALID HIGH_BYTES")]
    [InlineData("1\02", "null", "DS_INVALID")]
    public void Decimal_ReadsAs(string text, string want, string codes) => Verify(Vr.DS, text, want, codes);

    [Theory]
    [InlineData("1.5", "null", "IS_DECIMAL")]
    [InlineData("-2147483649", "-2147483649", "IS_RANGE")]
    [InlineData("-2147483648", "-2147483648", "")]
    [InlineData("1e30", "null", "IS_RANGE")]
    [InlineData("1,0", "null", "IS_INVALID")]
    [InlineData("+", "null", "IS_INVALID")]
    [InlineData("1\t", "1", "CONTROL_CHAR")]
    public void Integer_ReadsAs(string text, string want, string code) => Verify(Vr.IS, text, want, code);

    [Theory]
    [InlineData("2.999.12345678901234567890", "")]
    [InlineData("1.39", "")]
    [InlineData("0.40", "UI_INVALID")]
    [InlineData("1.139", "UI_INVALID")]
    [InlineData("2.40.0.1", "")]
    [InlineData("1.2.840.x", "UI_INVALID")]
    [InlineData("1.2.0.3", "")]
    [InlineData("01.2", "UI_LEADING_ZERO")]
    public void Uid_IsKeptAndFlagged(string text, string code) => Verify(Vr.UI, text, text, code);

    [Theory]
    [InlineData("A^B^C^D^E=F^G=H", "")]
    [InlineData("A^B^^^^^^=", "")]
    [InlineData("A=B^1^2^3^4^5=C", "PN_COMPONENTS")]
    [InlineData("A\u0001B", "CONTROL_CHAR")]
    public void PersonName_IsKeptAndFlagged(string text, string code) => Verify(Vr.PN, text, text.Replace('\u0001', '\uFFFD'), code);

    [Fact]
    public void PersonName_LengthCountsCharactersOfEachGroup()
    {
        var full = string.Concat(Enumerable.Repeat("\u5C71", 64));
        PersonName.Check(Encoding.UTF8.GetBytes($"{full}={full}={full}"), out var code);
        Assert.Equal(IssueCode.None, code);
        PersonName.Check(Encoding.UTF8.GetBytes($"a={full}b"), out code);
        Assert.Equal(IssueCode.ValueTooLong, code);
    }

    [Fact]
    public void LongText_KeepsLineEndsWithoutNote_AndReplacesOtherControls()
    {
        var clean = "a\r\n\tb\fc"u8;
        Assert.Equal(IssueCode.None, TextCheck.Check(clean, Vr.LT));
        Assert.False(ControlCharacters.NeedsSanitizing(clean));

        Span<byte> target = stackalloc byte[3 * 5];
        var length = ControlCharacters.Sanitize("\u0000a\u001Bb\u0008"u8, target);
        Assert.Equal("\uFFFDa\uFFFDb\uFFFD", Encoding.UTF8.GetString(target[..length]));
    }

    private static void Verify(Vr vr, string text, string want, string codes)
    {
        var reading = ValueReading.Of(Encoding.UTF8.GetBytes(text), vr);
        Assert.Equal([want], reading.Values);
        Assert.Equal(codes, string.Join(' ', reading.Codes));
    }
}
