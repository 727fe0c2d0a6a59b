using System.Buffers.Binary;

namespace Etl.Schema.Tests.Dicom;

/// <summary>Bytes made worse where it hurts: lengths, item tags, VRs; inserted, deleted, cut.</summary>
internal static class Mutation
{
    private static readonly uint[] Words =
        [0xFFFFFFFF, 0, 0x7FFFFFFF, 0xFFFFFFFE, 0xE000FFFE, 0xE00DFFFE, 0xE0DDFFFE, 0x00020010, 0x00107FE0, 0x00000008, 0xFFFCFFFC];

    private static readonly string[] Letters = ["SQ", "UN", "OB", "LO", "UT", "US", "ZZ", "??", "\0\0", "UV"];

    public static byte[] Of(byte[] seed, Random random)
    {
        var bytes = seed.ToList();
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            // Most bytes of a case are its preamble, where nothing happens.
            var at = random.Next(4) == 0 ? random.Next(bytes.Count) : Math.Min(bytes.Count - 1, 132 + random.Next(Math.Max(1, bytes.Count - 132)));
            switch (random.Next(6))
            {
                case 0:
                    var word = new byte[4];
                    BinaryPrimitives.WriteUInt32LittleEndian(word, Words[random.Next(Words.Length)]);
                    Overwrite(bytes, at, word);
                    break;
                case 1:
                    Overwrite(bytes, at, [.. Letters[random.Next(Letters.Length)].Select(letter => (byte)letter)]);
                    break;
                case 2:
                    bytes.InsertRange(at, Enumerable.Range(0, random.Next(1, 9)).Select(_ => (byte)random.Next(256)));
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at));
                    break;
                case 4:
                    bytes[at] = (byte)random.Next(256);
                    break;
                default:
                    if (random.Next(4) == 0)
                        bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }

            if (bytes.Count == 0)
                break;
        }

        return [.. bytes];
    }

    private static void Overwrite(List<byte> bytes, int at, byte[] with)
    {
        for (var i = 0; i < with.Length && at + i < bytes.Count; i++)
            bytes[at + i] = with[i];
    }
}
