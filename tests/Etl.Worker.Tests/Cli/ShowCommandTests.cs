using System.Text;
using System.Text.Json;

namespace Etl.Worker.Tests.Cli;

public sealed class ShowCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    // Explicit VR little endian (PS3.10 7.1), a field a line.
    private static readonly byte[] Object =
    [
        .. new byte[128], .. "DICM"u8,
        .. Short(0x0002, 0x0000, "UL", [20 + 8, 0, 0, 0]),
        .. Short(0x0002, 0x0010, "UI", [.. "1.2.840.10008.1.2.1\0"u8]),
        .. Short(0x0008, 0x0005, "CS", [.. "ISO_IR 100"u8]),
        .. Short(0x0008, 0x0008, "CS", [.. @"ORIGINAL\\AXIAL "u8]),
        .. Short(0x0008, 0x0090, "PN", []),
        .. Long(0x0008, 0x1140, "SQ", 8 + 8 + 4, [0xFE, 0xFF, 0x00, 0xE0, 12, 0, 0, 0, .. Short(0x0008, 0x1155, "UI", [.. "1.2\0"u8])]),
        .. Short(0x0009, 0x0010, "LO", [.. "ACME 1"u8]),
        .. Long(0x0009, 0x1001, "UN", 2, [7, 7]),
        .. Short(0x0010, 0x0010, "PN", [.. "M"u8, 0xFC, .. "ller^\e[31m=A "u8]),
        .. Short(0x0018, 0x0050, "DS", [.. @"1.50\x "u8]),
        .. Short(0x0020, 0x0013, "IS", [.. "+7"u8]),
        .. Short(0x0028, 0x0010, "US", [0x00, 0x02]),
        .. Short(0x0028, 0x0009, "AT", [0x18, 0x00, 0x63, 0x10]),
        .. Short(0x0070, 0x0022, "FL", [0xCD, 0xCC, 0xCC, 0x3D]),
        .. Long(0x7FE0, 0x0003, "UV", 8, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]),
        .. Long(0x7FE0, 0x0010, "OW", 2, [1, 2]),
    ];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Table_HasTagVrKeywordAndValue()
    {
        var run = CommandRun.Of("show", Written(Object));

        Assert.Equal(0, run.Code);
        var lines = run.Out.Split('\n');
        Assert.Contains(lines, line => line.StartsWith("(0008,0008) CS ImageType ", StringComparison.Ordinal) && line.EndsWith(@" ORIGINAL\\AXIAL", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("    (0008,1155) UI ReferencedSOPInstanceUID ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("(0009,1001) ", StringComparison.Ordinal) && line.Contains("[ACME 1]") && line.EndsWith("(2 bytes)", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("ReferringPhysicianName") && line.EndsWith("(empty)", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains(" Rows ") && line.EndsWith(" 512", StringComparison.Ordinal));
        Assert.Contains("Stopped: PIXEL at 0x", run.Out);
        Assert.DoesNotContain("(7FE0,0010)", run.Out);
    }

    [Fact]
    public void Table_EscapesWhatAPatientsNameCarries()
    {
        var run = CommandRun.Of(new FakeOperations(), new Surroundings { IsTerminal = true, Width = 200 }, "show", Written(Object), "--color", "never");

        Assert.Contains(@"Müller^", run.Out);
        Assert.DoesNotContain('\e', run.Out);
    }

    [Fact]
    public void Table_OnATerminal_KeepsToItsWidth()
    {
        var run = CommandRun.Of(new FakeOperations(), new Surroundings { IsTerminal = true, Width = 50 }, "show", Written(Object), "--color", "never");

        Assert.All(run.Out.Split('\n').TakeWhile(line => line.Length > 0), line => Assert.True(line.Length <= 50, line));
    }

    [Fact]
    public void Json_IsTheDicomJsonModel()
    {
        var run = CommandRun.Of("show", Written(Object), "--json");

        Assert.Equal(0, run.Code);
        var model = JsonDocument.Parse(run.Out).RootElement;
        Assert.Equal(
            ["00080005", "00080008", "00080090", "00081140", "00090010", "00091001", "00100010", "00180050", "00200013", "00280010", "00280009", "00700022", "7FE00003"],
            model.EnumerateObject().Select(element => element.Name));
        AssertElement(model, "00080005", """{"vr":"CS","Value":["ISO_IR 192"]}""");
        AssertElement(model, "00080008", """{"vr":"CS","Value":["ORIGINAL",null,"AXIAL"]}""");
        AssertElement(model, "00080090", """{"vr":"PN"}""");
        AssertElement(model, "00081140", """{"vr":"SQ","Value":[{"00081155":{"vr":"UI","Value":["1.2"]}}]}""");
        AssertElement(model, "00091001", """{"vr":"UN"}""");
        AssertElement(model, "00180050", """{"vr":"DS","Value":[1.5,"x"]}""");
        AssertElement(model, "00200013", """{"vr":"IS","Value":[7]}""");
        AssertElement(model, "00280010", """{"vr":"US","Value":[512]}""");
        AssertElement(model, "00280009", """{"vr":"AT","Value":["00181063"]}""");
        AssertElement(model, "00700022", """{"vr":"FL","Value":[0.1]}""");
        AssertElement(model, "7FE00003", """{"vr":"UV","Value":[18446744073709551615]}""");
        var name = model.GetProperty("00100010").GetProperty("Value")[0];
        Assert.StartsWith("Müller^", name.GetProperty("Alphabetic").GetString());
        Assert.Equal("A", name.GetProperty("Ideographic").GetString());
    }

    [Fact]
    public void EveryTruncation_EndsWithValidJsonOrAFailure()
    {
        for (var length = 0; length < Object.Length; length++)
        {
            var run = CommandRun.Of("show", Written(Object[..length]), "--json", "-q");

            Assert.InRange(run.Code, 0, 1);
            if (run.Code == 0)
                JsonDocument.Parse(run.Out);
            else
                Assert.Contains("is no DICOM file", run.Error);
        }
    }

    [Theory]
    [InlineData(new byte[0], "EMPTY_FILE")]
    [InlineData(new byte[] { 0x50, 0x4B, 3, 4, 0x50, 0x4B, 3, 4, 0x50, 0x4B, 3, 4 }, "NOT_DICOM")]
    public void NoDicom_SaysSo_Exit1(byte[] content, string reason)
    {
        var run = CommandRun.Of("show", Written(content), "--json");

        Assert.Equal((1, ""), (run.Code, run.Out));
        Assert.Contains(reason, run.Error);
    }

    [Fact]
    public void MissingFileOrFolder_Exit2()
    {
        Assert.Equal(2, CommandRun.Of("show", "/no/file").Code);
        Assert.Equal(2, CommandRun.Of("show", folder.Path).Code);
    }

    private static void AssertElement(JsonElement model, string tag, string expected) =>
        Assert.Equal(expected, JsonSerializer.Serialize(model.GetProperty(tag)));

    private string Written(byte[] content)
    {
        var path = Path.Combine(folder.Path, "object");
        File.WriteAllBytes(path, content);
        return path;
    }

    private static byte[] Short(ushort group, ushort element, string vr, byte[] value) =>
        [.. Words(group, element), .. Encoding.ASCII.GetBytes(vr), .. Words((ushort)value.Length), .. value];

    private static byte[] Long(ushort group, ushort element, string vr, uint length, byte[] value) =>
        [.. Words(group, element), .. Encoding.ASCII.GetBytes(vr), .. Words(0, (ushort)length, (ushort)(length >> 16)), .. value];

    private static byte[] Words(params ushort[] words) => [.. words.SelectMany(word => new[] { (byte)word, (byte)(word >> 8) })];
}
