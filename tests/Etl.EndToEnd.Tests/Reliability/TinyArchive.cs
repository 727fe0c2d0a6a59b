using System.Buffers.Binary;
using System.Text;
using Etl.EndToEnd.Tests.Running;
using Etl.Worker.Crawl;

namespace Etl.EndToEnd.Tests.Reliability;

/// <summary>
/// A folder of very small objects and the lakes made of it: what is added, changed and deleted is up to the test, and by a seed always
/// the same. Two modalities with few attributes, so that a whole refresh takes about a second.
/// </summary>
internal sealed class TinyArchive : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Random random;
    private int next;

    public TinyArchive(int objects = 0, int seed = 1)
    {
        random = new Random(seed);
        Directory.CreateDirectory(Source);
        for (var i = 0; i < objects; i++)
            Add();
    }

    public string Source => folder["archive"];

    public string Lake => folder["lake"];

    public string this[string name] => folder[name];

    public List<string> Files => [.. Directory.EnumerateFiles(Source, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    /// <summary>Adds an object; every eleventh is no DICOM.</summary>
    public string Add(string below = "")
    {
        var number = next++;
        var path = Path.Combine(Source, below, $"f{number % 3}", $"{number:D4}.dcm");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, number % 11 == 10 ? "This is no DICOM file."u8 : Instance(number, state: 0));
        return path;
    }

    /// <summary>Gives an object another content, of another size.</summary>
    public void Change(string path) => File.WriteAllBytes(path, Instance(random.Next(10_000), state: random.Next(1, 40)));

    /// <summary>A day's work: objects come, change, break, are repaired and go.</summary>
    public void Work()
    {
        for (var i = random.Next(2, 8); i > 0; i--)
            Add();
        var files = Files;
        for (var i = random.Next(1, 5); i > 0; i--)
            Change(files[random.Next(files.Count)]);
        File.WriteAllText(files[random.Next(files.Count)], "This is no DICOM file any more " + next);
        for (var i = random.Next(0, 4); i > 0; i--)
            File.Delete(files[random.Next(files.Count)]);
    }

    public RefreshOptions Options(string? lake = null, params IReadOnlyList<string> sources) => new()
    {
        Sources = sources.Count > 0 ? sources : [Source],
        Lake = lake ?? Lake,
        Threads = 2,
    };

    /// <summary>Refreshes in this process, without a warehouse.</summary>
    public static RefreshSummary Refresh(RefreshOptions options, TimeProvider? time = null, PublishWarehouse? publish = null, CancellationToken cancel = default) =>
        new Refresh(options, publish ?? ((_, _, _) => []), time ?? TimeProvider.System, new Progress<RefreshProgress>()).Run(cancel);

    public void Dispose() => folder.Dispose();

    /// <summary>Explicit VR Little Endian (PS3.10 7.1): preamble, meta information, nine elements.</summary>
    public static byte[] Instance(int number, int state)
    {
        var uid = $"1.2.826.0.1.3680043.10.1.{number}";
        byte[] meta =
        [
            .. Element(0x0002, 0x0002, "UI", "1.2.840.10008.5.1.4.1.1.2"), .. Element(0x0002, 0x0003, "UI", uid),
            .. Element(0x0002, 0x0010, "UI", "1.2.840.10008.1.2.1"),
        ];
        return
        [
            .. new byte[128], .. "DICM"u8, .. Element(0x0002, 0x0000, "UL", (uint)meta.Length), .. meta,
            .. Element(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.2"), .. Element(0x0008, 0x0018, "UI", uid),
            .. Element(0x0008, 0x0020, "DA", "20240101"), .. Element(0x0008, 0x0060, "CS", number % 2 == 0 ? "CT" : "MR"),
            .. Element(0x0010, 0x0010, "PN", $"Doe^{new string('x', state)}"), .. Element(0x0010, 0x0020, "LO", $"P{number % 5}"),
            .. Element(0x0020, 0x000D, "UI", $"1.2.3.{number % 5}"), .. Element(0x0020, 0x000E, "UI", $"1.2.3.{number % 5}.{number % 2}"),
            .. Element(0x0020, 0x0013, "IS", $"{number}"),
        ];
    }

    private static byte[] Element(ushort group, ushort element, string vr, uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return Element(group, element, vr, bytes);
    }

    private static byte[] Element(ushort group, ushort element, string vr, string value) =>
        Element(group, element, vr, Encoding.ASCII.GetBytes(value.Length % 2 == 0 ? value : value + (vr == "UI" ? '\0' : ' ')));

    private static byte[] Element(ushort group, ushort element, string vr, byte[] value)
    {
        var head = new byte[8];
        BinaryPrimitives.WriteUInt16LittleEndian(head, group);
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(2), element);
        Encoding.ASCII.GetBytes(vr, head.AsSpan(4));
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(6), (ushort)value.Length);
        return [.. head, .. value];
    }
}
