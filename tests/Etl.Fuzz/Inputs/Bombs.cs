using System.Text;
using Etl.Schema.Standard;

namespace Etl.Fuzz.Inputs;

/// <summary>Inputs that claim or hold far more than any instance does: each must end in bounded time and memory.</summary>
internal static class Bombs
{
    public static IEnumerable<(string Name, Func<byte[]> Make)> All()
    {
        yield return ("length 4 GiB - 2 of UT", () => Explicit(w => w.Header(0x00104000, "UT", 0xFFFFFFFE).Raw(new byte[64])));
        yield return ("length 4 GiB - 2 of OB", () => Explicit(w => w.Header(0x00420011, "OB", 0xFFFFFFFE).Raw(new byte[64])));
        yield return ("length 4 GiB - 2 of SQ and item", () => Explicit(w => w.Header(0x00081140, "SQ", 0xFFFFFFFE).Item(0xFFFFFFF0)));
        yield return ("length 4 GiB - 2, implicit", () => Implicit(w => w.Header(0x00104000, "", 0xFFFFFFFE)));
        yield return ("2,000 lengths of 4 GiB", () => Explicit(w => Times(2000, i => w.Header(0x00090010 + (uint)i * 0x20000, "UT", 0xFFFFFFFE))));
        foreach (var levels in new[] { 1000, 20_000, 200_000, 1_000_000 })
        {
            yield return ($"{levels:N0} levels, undefined", () => Explicit(w => Times(levels, _ => w.Header(0x00081140, "SQ", DataSetWriter.Undefined).Item())));
            yield return ($"{levels:N0} levels, implicit", () => Implicit(w => Times(levels, _ => w.Header(0x00081140, "", DataSetWriter.Undefined).Item())));
            yield return ($"{levels:N0} levels, private", () => Explicit(w => Times(levels, _ => w.Header(0x00091001, "SQ", DataSetWriter.Undefined).Item())));
            yield return ($"{levels:N0} levels, UN", () => Explicit(w => Times(levels, _ => w.Header(0x00081140, "UN", DataSetWriter.Undefined).Item())));
            yield return ($"{levels:N0} levels, defined", () => Explicit(w => Times(levels, i =>
                w.Header(0x00081140, "SQ", (uint)((levels - i) * 20 - 12)).Item((uint)((levels - i - 1) * 20)))));
        }

        yield return ("15,000 levels, text in each", () => Explicit(w => Times(15_000, _ =>
            w.Header(0x00081140, "SQ", DataSetWriter.Undefined).Item().Element(0x00080080, "LO", [0xC3, 0x28]).Element(0x00080102, "SH", "AB"u8))));
        yield return ("15,000 levels, 100,000 values at the bottom", () => Explicit(w =>
        {
            Times(15_000, _ => w.Header(0x00081199, "SQ", DataSetWriter.Undefined).Item());
            Times(100_000, i => w.Element((uint)(0x40000000 + i * 0x20000 + 8), "LO", [0xE9, 0x20]));
        }));
        yield return ("15,000 levels, 30,000 private blocks at the bottom", () => Explicit(w =>
        {
            Times(15_000, _ => w.Header(0x00081199, "SQ", DataSetWriter.Undefined).Item());
            Times(30_000, i => w.Element((uint)(0x00090000 + i * 0x20000 + 0x1000), "LO", "AB"u8));
        }));
        yield return ("14 levels, 200,000 late texts at the bottom", () => Explicit(w =>
        {
            Times(14, _ => w.Header(0x00081199, "SQ", DataSetWriter.Undefined).Item());
            w.Header(0x00081140, "SQ", DataSetWriter.Undefined);
            Times(200_000, _ => w.Item(10).Element(0x00080102, "SH", [0xE9, 0x20]));
        }));
        yield return ("1,000,000 items, empty", () => Explicit(w => Items(w, 1_000_000, _ => w.Item(0))));
        yield return ("100,000 items, empty, undefined", () => Explicit(w => Items(w, 100_000, _ => w.Item().ItemEnd())));
        yield return ("100,000 items of a code", () => Explicit(w => Items(w, 100_000, _ => w.Item(10).Element(0x00080100, "SH", "AB"u8))));
        yield return ("1,000,000 items of unknown sequence", () => Explicit(w => Items(w, 1_000_000, _ => w.Item(0), 0x00081FFE)));
        yield return ("1,200,000 item delimiters", () => Explicit(w => Times(1_200_000, _ => w.ItemEnd())));
        yield return ("1,200,000 stray items", () => Explicit(w => Times(1_200_000, _ => w.Item(0))));
        yield return ("100,000 unclosed sequences in one", () => Explicit(w => Times(100_000, _ => w.Header(0x00081140, "SQ", 8).Item())));
        yield return ("500,000 loose items", () => Explicit(w => Times(500_000, _ => w.Header(0x00089215, "SQ", 0).Item(0))));
        yield return ("200,000 descending tags", () => Explicit(w => Times(200_000, i => w.Element(0x3FFF1000u - (uint)(i & 0xFFF) - (uint)(i >> 12) * 0x20000, "UN", []))));
        yield return ("300,000 times the same tag", () => Explicit(w => Times(300_000, _ => w.Element(0x00100020, "LO", "ID"u8))));
        yield return ("100,000 private elements, no creator", () => Explicit(w => Private(w, 100_000)));
        yield return ("1,000,000 private elements, no creator", () => Explicit(w => Private(w, 1_000_000)));
        yield return ("1,000,000 private elements, implicit", () => Implicit(w => Private(w, 1_000_000)));
        yield return ("60,000 private creators", () => Explicit(w => Creators(w, 60_000, i => $"CREATOR {i:D8}")));
        yield return ("60,000 private creators, one name", () => Explicit(w => Creators(w, 60_000, _ => "CREATOR ")));
        yield return ("50,000 items with creators", () => Explicit(w => Items(w, 50_000, i =>
            w.Item(26).Text(0x00090010, "LO", $"C{i:D7}").Element(0x00091001, "SH", "AB"u8))));
        yield return ("100,000 private blocks of 16 creators", () => Explicit(w => Times(5000, i =>
            Times(16, j => w.Element((uint)(0x00090000 + i % 0x3000 * 0x20000 + 0x10 + j), "LO", Encoding.ASCII.GetBytes($"C{i:D6}-"))))));
        yield return ("50,000 unknown tags", () => Explicit(w => Times(50_000, i => w.Element((uint)(0x20300000 + (i >> 8 << 17) + (i & 0xFF) + 0x1200), "LO", "V "u8))));
        yield return ("200,000 unknown tags, implicit", () => Implicit(w => Times(200_000, i => w.Element((uint)(0x20300000 + (i >> 12 << 17) + (i & 0xFFF) + 0x1000), "", "V "u8))));
        yield return ("every public attribute", () => Explicit(w => Public(w)));
        yield return ("30,000 attributes in nested sequences", () => Explicit(w => Nested(w, 8, 4000)));
        yield return ("30,000 attributes in nested sequences, one a level", () => Explicit(w => Nested(w, 30, 1000)));
        yield return ("DS of 2,000,000 values", () => Explicit(w => w.Header(0x00186020, "UT", 4).Raw("AAAA"u8).Header(0x30060050, "UN", 4_000_000).Raw(Repeat("1\\", 2_000_000))));
        yield return ("DS of 60 MiB in 16 elements", () => Implicit(w => Times(16, i => w.Element(0x30060050, "", Repeat("1\\", 2_000_000)))));
        yield return ("DS of 16 × 4 MB in items", () => Implicit(w => Items(w, 16, _ => w.Item(4_000_008).Element(0x30060050, "", Repeat("1\\", 2_000_000)), 0x30060040)));
        yield return ("DS of bad values", () => Implicit(w => w.Element(0x30060050, "", Repeat("x\\y\\", 1_000_000))));
        yield return ("DS of separators", () => Implicit(w => w.Element(0x30060050, "", Repeat("\\", 4_000_000))));
        yield return ("PN of 4 MB", () => Explicit(w => w.Header(0x00104000, "UT", 4_000_000).Raw(Repeat("\u00e9^=\\", 1_000_000))));
        yield return ("UC of 4,000,000 separators", () => Explicit(w => w.Element(0x00080119, "UC", Repeat("\\", 4_000_000))));
        yield return ("LT of control characters", () => Explicit(w => w.Element(0x00080119, "UC", Repeat("\u0001\u0002", 2_000_000))));
        yield return ("US of 2,000,000", () => Implicit(w => w.Element(0x00281201, "", new byte[4_000_000])));
        yield return ("AT of 1,000,000", () => Implicit(w => w.Element(0x00280009, "", new byte[4_000_000])));
        yield return ("charset of 1,000,000 terms", () => Charset(Repeat("\\", 1_000_000)));
        yield return ("charset of 200,000 codes", () => Charset(Repeat("ISO 2022 IR 87\\", 200_000)));
        yield return ("charset in 100,000 items", () => Explicit(w => Items(w, 100_000, i =>
            w.Item(28).Text(0x00080005, "CS", $"X{i:D9}").Element(0x00080104, "LO", [0xE9, 0x20]))));
        yield return ("4 MB of escape sequences", () => Escapes("\u001b$B0!\u001b(B"));
        yield return ("4 MB of bad escape sequences", () => Escapes("\u001b$\u001b("));
        yield return ("4 MB of GB18030", () => Explicit(w => w.Text(0x00080005, "CS", "GB18030").Element(0x00080119, "UC", Repeat("\u00819\u00819", 800_000))));
        yield return ("4 MB of bad UTF-8", () => Explicit(w => w.Text(0x00080005, "CS", "ISO_IR 192").Element(0x00080119, "UC", Repeat("\u00c3(", 2_000_000))));
        yield return ("deflate 1000:1 of zeros", () => Deflated(new byte[64 << 20]));
        yield return ("deflate 1000:1 of elements", () => Deflated(new DataSetWriter().Raw(Elements(4_000_000)).ToArray()));
        yield return ("deflate of 300 MB", () => Deflated(new byte[300_000_000]));
        yield return ("deflate of 1,000,000 items", () => Deflated(Build(new DataSetWriter(), w => Items(w, 1_000_000, _ => w.Item(0)))));
        yield return ("2,000,000 zero elements", () => Explicit(w => w.Raw(new byte[16_000_000])));
        yield return ("16 MB of 0xFF", () => Explicit(w => w.Raw(Enumerable.Repeat((byte)0xFF, 16_000_000).ToArray())));
        yield return ("16 MB of sequence delimiters", () => Explicit(w => Times(2_000_000, _ => w.SequenceEnd())));
        yield return ("1,000,000 fragments in a private element", () => Explicit(w =>
            { w.Header(0x00091001, "OB", DataSetWriter.Undefined); Times(1_000_000, _ => w.Item(0)); w.SequenceEnd(); }));
        yield return ("20,000 short lengths to repair", () => Explicit(w => Times(20_000, i => w.Header(0x00080070, "LO", 3).Raw("ABCDEFGHIJKLM"u8))));
        yield return ("UN chains of 1,000 items, 500 times", () => Explicit(w => Times(500, i =>
            { w.Header((uint)(0x00091001 + i), "UN", 8000); Times(1000, _ => w.Item(0)); })));
    }

    private static byte[] Explicit(Action<DataSetWriter> write) =>
        DataSetWriter.Part10(BuiltInSeeds.ExplicitLittle, Build(new DataSetWriter().Text(0x00080060, "CS", "OT"), write));

    private static byte[] Implicit(Action<DataSetWriter> write) =>
        DataSetWriter.Part10(BuiltInSeeds.ImplicitLittle, Build(new DataSetWriter(isExplicit: false).Text(0x00080060, "CS", "OT"), write));

    private static byte[] Deflated(byte[] dataSet) => DataSetWriter.Part10(BuiltInSeeds.Deflated, DataSetWriter.Deflate(dataSet));

    private static byte[] Charset(byte[] terms) => DataSetWriter.Part10(BuiltInSeeds.ExplicitLittle, new DataSetWriter()
        .Element(0x00080005, "UT", terms.Length % 2 == 0 ? terms : [.. terms, 0x20]).Text(0x00080060, "CS", "OT").Element(0x00100010, "PN", [0xE9, 0x20]).ToArray());

    private static byte[] Escapes(string unit) => DataSetWriter.Part10(BuiltInSeeds.ExplicitLittle, new DataSetWriter()
        .Text(0x00080005, "CS", "\\ISO 2022 IR 87").Text(0x00080060, "CS", "OT").Element(0x00080119, "UC", Repeat(unit, 4_000_000 / unit.Length / 2 * 2)).ToArray());

    private static byte[] Build(DataSetWriter writer, Action<DataSetWriter> write)
    {
        write(writer);
        return writer.ToArray();
    }

    private static byte[] Elements(int count)
    {
        var one = new DataSetWriter().Element(0x00100020, "LO", []).ToArray();
        var all = new byte[count * one.Length];
        for (var i = 0; i < count; i++)
            one.CopyTo(all, i * one.Length);
        return all;
    }

    private static void Times(int count, Action<int> act)
    {
        for (var i = 0; i < count; i++)
            act(i);
    }

    private static void Items(DataSetWriter writer, int count, Action<int> item, uint tag = 0x00081140)
    {
        writer.Header(tag, "SQ", DataSetWriter.Undefined);
        Times(count, item);
        writer.SequenceEnd();
    }

    private static void Private(DataSetWriter writer, int count) => Times(count, i =>
        writer.Element((uint)(0x00090000 + (i / 60_000 << 17) + 0x1000 + i % 60_000), "LO", "AB"u8));

    private static void Creators(DataSetWriter writer, int count, Func<int, string> name) => Times(count / 200, i =>
    {
        var group = (uint)(0x00090000 + i * 0x20000);
        Times(200, j => writer.Text(group + 0x10 + (uint)j, "LO", name(i * 200 + j)));
        Times(200, j => writer.Element(group + (uint)(0x10 + j << 8), "LO", "AB"u8));
    });

    private static void Public(DataSetWriter writer)
    {
        foreach (var entry in DataDictionary.Entries.ToArray().OrderBy(e => e.Tag.Value))
            writer.Element(entry.Tag.Value, "UN", "1 "u8);
    }

    private static void Nested(DataSetWriter writer, int levels, int perLevel)
    {
        var entries = DataDictionary.Entries.ToArray().Where(e => e.Tag.Value is > 0x00081199 and < 0x7FE00000).OrderBy(e => e.Tag.Value).Take(perLevel).ToArray();
        Times(levels, _ => writer.Header(0x00081199, "SQ", DataSetWriter.Undefined).Item());
        for (var i = 0; i < levels; i++)
        {
            foreach (var entry in entries)
                writer.Element(entry.Tag.Value, "UN", "1 "u8);
            writer.ItemEnd().SequenceEnd();
        }
    }

    private static byte[] Repeat(string unit, int count)
    {
        var one = Encoding.Latin1.GetBytes(unit);
        var all = new byte[one.Length * count];
        for (var i = 0; i < count; i++)
            one.CopyTo(all, i * one.Length);
        return all;
    }
}
