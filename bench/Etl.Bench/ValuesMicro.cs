#pragma warning disable CA1822 // A benchmark is an instance method.
using BenchmarkDotNet.Attributes;
using Etl.Schema.Dicom.CharacterSets;
using Etl.Schema.Values;

namespace Etl.Bench;

/// <summary>Numbers, dates and text; an operation is one value.</summary>
public class ValuesMicro
{
    private static readonly byte[] Latin = "M\u00FCller^J\u00F6rg"u8.ToArray();
    private static readonly byte[] LatinRaw = [(byte)'M', 0xFC, .. "ller^J"u8, 0xF6, .. "rg"u8];
    private static readonly byte[] KanjiRaw =
        [.. "Yamada^Tarou="u8, 0x1B, 0x24, 0x42, 0x3B, 0x33, 0x45, 0x44, 0x1B, 0x28, 0x42, (byte)'^', 0x1B, 0x24, 0x42, 0x42, 0x40, 0x4F, 0x3A, 0x1B, 0x28, 0x42];
    private static readonly CharacterSet Latin1 = CharacterSet.Parse("ISO_IR 100"u8);
    private static readonly CharacterSet Utf8 = CharacterSet.Parse("ISO_IR 192"u8);
    private static readonly CharacterSet Kanji = CharacterSet.Parse(@"\ISO 2022 IR 87"u8);

    private readonly DecodedText decoded = new();
    private readonly byte[] iso = new byte[64];

    [Benchmark(Description = "decimal string, plain: -125.390625")]
    public ValueStatus Decimal() => DecimalString.Parse("-125.390625"u8, out _, out _);

    [Benchmark(Description = "decimal string, exponent, 16 digits")]
    public ValueStatus DecimalLong() => DecimalString.Parse("-1.2345678901e-05"u8, out _, out _);

    [Benchmark(Description = "integer string: 512")]
    public ValueStatus Integer() => IntegerString.Parse("512"u8, out _, out _);

    [Benchmark(Description = "date: 20260131")]
    public ValueStatus Date() => DicomDate.Parse("20260131"u8, out _, out _);

    [Benchmark(Description = "date-time with fraction and offset")]
    public ValueStatus DateTimeText() => DicomDateTime.Format("20260131235959.123456+0100"u8, iso, out _, out _);

    [Benchmark(Description = "person name, Latin-1")]
    public int Latin1Name() => Decode(Latin1, LatinRaw);

    [Benchmark(Description = "person name, UTF-8")]
    public int Utf8Name() => Decode(Utf8, Latin);

    [Benchmark(Description = "person name, ISO 2022 IR 87")]
    public int KanjiName() => Decode(Kanji, KanjiRaw);

    private int Decode(CharacterSet set, byte[] raw)
    {
        decoded.Clear();
        set.Decode(raw, Etl.Schema.Dicom.Vr.PN, decoded);
        return decoded.Count;
    }
}
