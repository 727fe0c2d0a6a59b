using System.Globalization;
using System.Text;
using Etl.Schema.Dicom;
using Etl.Schema.Values;
using FsCheck;
using FsCheck.Fluent;

namespace Etl.Schema.Tests.Values;

public sealed class ValuePropertyTests
{
    private static readonly Gen<string> Digit = Gen.Choose(0, 9).Select(d => d.ToString(CultureInfo.InvariantCulture));

    private static readonly Gen<string> Decimal =
        from sign in Gen.Elements("", "-", "+")
        from whole in Digit.ArrayOf().Select(string.Concat)
        from point in Gen.Elements("", ".")
        from part in Digit.ArrayOf().Select(string.Concat)
        from last in Digit
        from exponent in Gen.OneOf(Gen.Constant(""), Gen.Choose(-340, 320).Select(e => $"e{e}"), Gen.Choose(-30, 30).Select(e => $"E{e:+0;-0}"))
        select sign + whole + point + part + last + exponent;

    [Fact]
    public void DecimalString_WellFormed_EqualsRuntimeParse() =>
        Prop.ForAll(Arb.From(Decimal), text =>
        {
            var expected = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
            var status = DecimalString.Parse(Encoding.ASCII.GetBytes(text), out var number, out var code);
            return double.IsInfinity(expected)
                ? status == ValueStatus.Invalid && code == IssueCode.DsRange
                : BitConverter.DoubleToInt64Bits(number) == BitConverter.DoubleToInt64Bits(expected) && status != ValueStatus.Invalid;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    [Fact]
    public void DecimalString_PrintedDouble_RoundTrips() =>
        Prop.ForAll<double>(number =>
        {
            var text = Encoding.ASCII.GetBytes(number.ToString("R", CultureInfo.InvariantCulture));
            var status = DecimalString.Parse(text, out var parsed, out _);
            return double.IsFinite(number) ? parsed.Equals(number) && status == ValueStatus.Ok : status == ValueStatus.Invalid;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    [Fact]
    public void IntegerString_AnyInteger_EqualsRuntimeParse() =>
        Prop.ForAll(ArbMap.Default.ArbFor<long>(), number =>
        {
            var text = number.ToString(CultureInfo.InvariantCulture);
            return IntegerString.Parse(Encoding.ASCII.GetBytes(text), out var parsed, out _) == ValueStatus.Ok
                && parsed == long.Parse(text, CultureInfo.InvariantCulture);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    [Theory]
    [InlineData("9223372036854775807", ValueStatus.Ok, long.MaxValue)]
    [InlineData("-9223372036854775808", ValueStatus.Ok, long.MinValue)]
    [InlineData("-9223372036854775809", ValueStatus.Invalid, 0)]
    [InlineData("18446744073709551616", ValueStatus.Invalid, 0)]
    [InlineData("00000000000000000000000000000042", ValueStatus.Ok, 42)]
    [InlineData("9007199254740993.00", ValueStatus.Altered, 9007199254740993)]
    [InlineData("12e-1", ValueStatus.Invalid, 0)]
    [InlineData("1200e-2", ValueStatus.Altered, 12)]
    [InlineData("1e999999999999", ValueStatus.Invalid, 0)]
    [InlineData("0e999999999999", ValueStatus.Altered, 0)]
    public void IntegerString_AtItsBounds_IsExact(string text, ValueStatus status, long expected)
    {
        Assert.Equal(status, IntegerString.Parse(Encoding.ASCII.GetBytes(text), out var number, out _));
        Assert.Equal(expected, number);
    }

    [Fact]
    public void DicomDate_EveryDay1800To2299_EqualsCalendar()
    {
        var epoch = new DateOnly(1970, 1, 1).DayNumber;
        for (var day = new DateOnly(1800, 1, 1); day.Year < 2300; day = day.AddDays(1))
        {
            var text = Encoding.ASCII.GetBytes(day.ToString("yyyyMMdd", CultureInfo.InvariantCulture));
            Assert.Equal(ValueStatus.Ok, DicomDate.Parse(text, out var days, out _));
            Assert.Equal(day.DayNumber - epoch, days);
        }
    }

    [Fact]
    public void DicomDate_EveryEightDigitsOfAYear_AgreesWithCalendar()
    {
        for (var monthDay = 0; monthDay <= 9999; monthDay++)
        {
            var text = $"2023{monthDay:D4}";
            var expected = DateOnly.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
            Assert.Equal(expected, DicomDate.Parse(Encoding.ASCII.GetBytes(text), out _, out _) == ValueStatus.Ok);
        }
    }

    [Fact]
    public void DicomTime_EverySecond_EqualsIso()
    {
        Span<byte> iso = stackalloc byte[DicomTime.MaxLength];
        for (var second = 0; second < 86400; second++)
        {
            var time = TimeOnly.MinValue.Add(TimeSpan.FromSeconds(second));
            var status = DicomTime.Format(Encoding.ASCII.GetBytes(time.ToString("HHmmss", CultureInfo.InvariantCulture)), iso, out var written, out _);
            Assert.Equal(ValueStatus.Ok, status);
            Assert.Equal(time.ToString("HH:mm:ss", CultureInfo.InvariantCulture), Encoding.ASCII.GetString(iso[..written]));
        }
    }
}
