using System.Numerics;

namespace Etl.Worker.Lake.Parquet;

/// <summary>
/// Parquet's RLE/bit-packing hybrid, which holds levels and indices of dictionaries: a run of eight and more is a number and a value, what
/// lies between is packed in groups of eight.
/// </summary>
internal sealed class HybridRuns
{
    private const int Group = 8;

    /// <summary>So that the header of packed groups is one byte.</summary>
    private const int MostLiterals = 63 * Group;

    private readonly uint[] literals = new uint[MostLiterals];
    private ByteSink sink = null!;
    private int count;
    private int width;
    private uint value;
    private int repeat;

    /// <summary>Bits that values up to <paramref name="max"/> take.</summary>
    internal static int Width(int max) => BitOperations.Log2((uint)max | 1) + 1;

    internal void Begin(ByteSink target, int bitWidth)
    {
        sink = target;
        width = bitWidth;
        count = repeat = 0;
    }

    internal void Add(int next, int times)
    {
        if ((uint)next == value && repeat > 0)
        {
            repeat += times;
            return;
        }

        Flush();
        value = (uint)next;
        repeat = times;
    }

    /// <summary>Writes what is left. Readers know the number of values: the last group is filled up with zeros.</summary>
    internal void End()
    {
        Flush();
        WriteLiterals();
    }

    private void Flush()
    {
        // A run begins where a group ends.
        for (; repeat > 0 && count % Group != 0; repeat--)
            literals[count++] = value;
        if (count == MostLiterals || repeat >= Group)
            WriteLiterals();
        if (repeat >= Group)
        {
            sink.AddVarint((ulong)repeat << 1);
            for (var shift = 0; shift < width; shift += 8)
                sink.Add((byte)(value >> shift));
            repeat = 0;
        }

        for (; repeat > 0; repeat--)
            literals[count++] = value;
    }

    private void WriteLiterals()
    {
        if (count == 0)
            return;
        while (count % Group != 0)
            literals[count++] = 0;
        sink.Add((byte)(count / Group << 1 | 1));
        var packed = sink.Reserve(count / Group * width);
        var (bits, held, at) = (0UL, 0, 0);
        for (var i = 0; i < count; i++)
        {
            bits |= (ulong)literals[i] << held;
            for (held += width; held >= 8; held -= 8, bits >>= 8)
                packed[at++] = (byte)bits;
        }

        sink.Take(at);
        count = 0;
    }
}
