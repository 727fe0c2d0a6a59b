using System.Globalization;
using Etl.Schema.Dicom;

namespace Etl.Fuzz.Inputs;

/// <summary>Where an element, item or delimiter of a seed begins and how far its value goes.</summary>
internal readonly record struct Place(int Start, int Value, int End, uint Tag, bool IsExplicit, bool IsNested);

/// <summary>Bytes to start from, with the places of their elements.</summary>
internal sealed class Seed
{
    /// <summary>Bytes kept behind the header: enough for pixel data to begin and a fragment to show.</summary>
    private const int BehindHeader = 256;

    public Seed(string name, ReadOnlySpan<byte> bytes)
    {
        Name = name;
        var places = new List<Place>();
        var reader = new DicomReader();
        reader.Reset(new IssueLog(), bytes.Length);
        DicomToken token;
        while ((token = reader.Read(bytes, 0)) is not (DicomToken.End or DicomToken.Deflated or DicomToken.NeedMoreBytes))
        {
            if (token is DicomToken.SequenceEnd or DicomToken.ItemEnd || reader.ValueOffset > bytes.Length)
                continue;
            var end = token == DicomToken.Element ? reader.ValueOffset + reader.ValueLength : reader.ValueOffset;
            places.Add(new Place(
                (int)reader.HeaderOffset, (int)reader.ValueOffset, (int)end, reader.Tag.Value, reader.IsFileMeta || reader.IsExplicitVr, reader.Depth > 0));
        }

        Places = [.. places];
        DataSetOffset = token == DicomToken.Deflated || reader.IsExplicitVr ? (int)Math.Min(reader.DataSetOffset, bytes.Length) : -1;
        var isDeflated = token == DicomToken.Deflated;
        Bytes = bytes[..(isDeflated ? bytes.Length : (int)Math.Min(bytes.Length, reader.HeaderEnd + BehindHeader))].ToArray();
    }

    public string Name { get; }

    public byte[] Bytes { get; }

    public Place[] Places { get; }

    /// <summary>Where an explicit little or deflated data set begins, or -1.</summary>
    public int DataSetOffset { get; }

    /// <summary>Heads of the files of a folder, at most 64 KiB each, in the order of their names.</summary>
    public static IEnumerable<Seed> OfFolder(string? folder)
    {
        const int headBytes = 64 << 10;
        if (folder is null || !Directory.Exists(folder))
            yield break;
        foreach (var path in Files(folder))
        {
            using var file = File.OpenRead(path);
            var head = new byte[Math.Min(headBytes, file.Length)];
            file.ReadExactly(head);
            yield return new Seed(Path.GetRelativePath(folder, path), head);
        }
    }

    public static string[] Files(string folder)
    {
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} ({Bytes.Length} bytes)");
}
