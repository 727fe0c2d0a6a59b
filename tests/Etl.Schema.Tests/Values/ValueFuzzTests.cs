using System.Text;
using System.Text.Unicode;
using Etl.Schema.Dicom;
using Etl.Schema.Values;

namespace Etl.Schema.Tests.Values;

public sealed class ValueFuzzTests
{
    private static readonly Vr[] TextVrs = [.. Enum.GetValues<Vr>().Where(vr => vr.IsText())];

    [Fact]
    public void Reading_MutatedValues_NeverThrowsAndStaysText()
    {
        string[] seeds = ["20240229120000.123456+0100", "2024-02-29T12:00:00Z", "12:00:00.5", "-1.5e-3", "1,5", "2147483648", "045Y", "1.2.840.10008", "A^B=C"];
        var random = new Random(4711);
        for (var round = 0; round < 60_000; round++)
        {
            var bytes = Encoding.ASCII.GetBytes(seeds[random.Next(seeds.Length)]).ToList();
            for (var change = random.Next(5); change > 0; change--)
            {
                var at = random.Next(bytes.Count + 1);
                if (random.Next(3) == 0)
                    bytes.Insert(at, (byte)random.Next(256));
                else if (at < bytes.Count && random.Next(2) == 0)
                    bytes.RemoveAt(at);
                else if (at < bytes.Count)
                    bytes[at] = (byte)(random.Next(2) == 0 ? "0123456789.:-+ \\"[random.Next(16)] : random.Next(256));
            }

            var reading = ValueReading.Of([.. bytes], TextVrs[random.Next(TextVrs.Length)]);
            Assert.NotEmpty(reading.Values);
        }
    }

    [Fact]
    public void Times_EveryPrefixOfALongForm_FitsTheRoomPromised()
    {
        var text = "2024-02-29T12:00:60.123456789-11:59"u8;
        Span<byte> dateTime = stackalloc byte[DicomDateTime.MaxLength];
        Span<byte> time = stackalloc byte[DicomTime.MaxLength];
        for (var start = 0; start < text.Length; start++)
        {
            for (var end = start; end <= text.Length; end++)
            {
                DicomDateTime.Format(text[start..end], dateTime, out var written, out _);
                Assert.True(Ascii.IsValid(dateTime[..written]));
                DicomTime.Format(text[start..end], time, out written, out _);
                Assert.True(Ascii.IsValid(time[..written]));
            }
        }
    }

    [Fact]
    public void Decimal_VeryLongText_IsRead()
    {
        var text = Encoding.ASCII.GetBytes(new string('1', 100_000) + "," + new string('1', 100_000) + "e-99999");
        Assert.Equal(ValueStatus.Altered, DecimalString.Parse(text, out var number, out var code));
        Assert.Equal(IssueCode.DsComma, code);
        Assert.InRange(number, 1.1, 1.2);
    }

    [Fact]
    public void Sanitize_RandomUtf8_LeavesOnlyLineControls()
    {
        var random = new Random(99);
        Span<byte> target = stackalloc byte[64 * ControlCharacters.MaxGrowth];
        for (var round = 0; round < 10_000; round++)
        {
            var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => (char)random.Next(0x300))));
            var clean = target[..ControlCharacters.Sanitize(text, target)];
            Assert.False(ControlCharacters.NeedsSanitizing(clean));
            Assert.True(Utf8.IsValid(clean));
        }
    }
}
