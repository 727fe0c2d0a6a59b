using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Etl.Schema.Deflate;

/// <summary>
/// Inflates raw deflate streams (RFC 1951) that lie in memory. It refuses what zlib refuses, keeps all that comes out before the bytes end or
/// break, and says where the stream ends. Used again it allocates nothing, unless more comes out than ever before.
/// </summary>
internal sealed class Inflater
{
    private const int FirstRoom = 64 << 10;

    /// <summary>A match may be written beyond the room, and eight bytes at a time.</summary>
    private const int Margin = 258 + sizeof(ulong);

    private readonly BlockCodes codes = new();
    private byte[] output = new byte[FirstRoom + Margin];
    private int limit;
    private int length;

    /// <summary>The inflated bytes.</summary>
    public ReadOnlySpan<byte> Bytes => output.AsSpan(0, Length);

    public int Length => Math.Min(length, limit);

    /// <summary>Where all of a stream was inflated: compressed bytes that it has, the one of its last bit included.</summary>
    public int Consumed { get; private set; }

    private int Room => Math.Min(limit, output.Length - Margin);

    /// <summary>Inflates one stream from its first byte.</summary>
    /// <param name="compressed">The stream and what follows it, or the first bytes of the stream.</param>
    /// <param name="maxBytes">Inflated bytes at most; where as many come out the end is <see cref="InflateEnd.Limit"/>.</param>
    public InflateEnd Inflate(ReadOnlySpan<byte> compressed, long maxBytes)
    {
        limit = (int)Math.Min(maxBytes, Array.MaxLength - Margin);
        length = 0;
        var input = new BitInput(compressed);
        var end = InflateEnd.None;
        for (var isLast = false; end == InflateEnd.None && !isLast;)
        {
            input.Fill();
            isLast = input.Take(1) == 1;
            end = ReadBlock(ref input, kind: input.Take(2));
        }

        Consumed = input.BytesTaken;
        return length >= limit ? InflateEnd.Limit : end == InflateEnd.None ? InflateEnd.Stream : end;
    }

    private InflateEnd ReadBlock(ref BitInput input, int kind)
    {
        if (input.IsBeyondEnd)
            return InflateEnd.Truncated;
        switch (kind)
        {
            case 0:
                return ReadStored(ref input);
            case 1:
                return Decode(ref input, BlockCodes.Fixed);
            case 2:
                var end = codes.Read(ref input);
                return end == InflateEnd.None ? Decode(ref input, codes) : end;
            default:
                return InflateEnd.Broken;
        }
    }

    /// <summary>3.2.4: bytes as they are.</summary>
    private InflateEnd ReadStored(ref BitInput input)
    {
        input.SkipToByte();
        var head = input.TakeBytes(2 * sizeof(ushort));
        if (head.Length < 2 * sizeof(ushort))
            return InflateEnd.Truncated;
        var count = BinaryPrimitives.ReadUInt16LittleEndian(head);
        if (count != (ushort)~BinaryPrimitives.ReadUInt16LittleEndian(head[sizeof(ushort)..]))
            return InflateEnd.Broken;
        var bytes = input.TakeBytes(count);
        var end = bytes.Length == count ? InflateEnd.None : InflateEnd.Truncated;
        while (!bytes.IsEmpty && HasRoom())
        {
            var piece = bytes[..Math.Min(bytes.Length, Room - length)];
            piece.CopyTo(output.AsSpan(length));
            length += piece.Length;
            bytes = bytes[piece.Length..];
        }

        return end;
    }

    /// <summary>3.2.3: bytes and matches up to the block's end.</summary>
    private InflateEnd Decode(ref BitInput outer, BlockCodes codes)
    {
        // Copies of fields, which stay in registers.
        var input = outer;
        var (literals, distances) = (codes.Literals, codes.Distances);
        var (target, at, room) = (output, length, Room);
        InflateEnd end;
        while (true)
        {
            if (at >= room)
            {
                length = at;
                if (!HasRoom())
                {
                    end = InflateEnd.Limit;
                    break;
                }

                (target, room) = (output, Room);
            }

            input.Fill();
            var symbol = literals.Find(input.Next);
            input.Skip(Symbol.LengthOf(symbol));
            if ((symbol & Symbol.Literal) != 0 && !input.IsBeyondEnd)
            {
                target[at++] = (byte)(symbol >> 8);
                continue;
            }

            if (!Symbol.IsRange(symbol))
            {
                end = EndAt(symbol, input);
                break;
            }

            var count = Symbol.ValueOf(symbol) + input.Take(Symbol.ExtraOf(symbol));
            symbol = distances.Find(input.Next);
            input.Skip(Symbol.LengthOf(symbol));
            var distance = Symbol.ValueOf(symbol) + input.Take(Symbol.ExtraOf(symbol));
            if (!Symbol.IsRange(symbol) || input.IsBeyondEnd || distance > at)
            {
                end = EndAt(symbol, input);
                break;
            }

            CopyMatch(target, at, distance, count);
            at += count;
        }

        outer = input;
        length = at;
        return end;
    }

    /// <summary>What it means that the block does not go on with this symbol.</summary>
    private static InflateEnd EndAt(uint symbol, BitInput input)
    {
        if (input.IsBeyondEnd || symbol == 0 && !input.HasBits)
            return InflateEnd.Truncated;
        return (symbol & Symbol.EndOfBlock) != 0 ? InflateEnd.None : InflateEnd.Broken;
    }

    /// <summary>Bytes that came out before come out again; where the match is longer than its distance, so do its own.</summary>
    private static void CopyMatch(byte[] target, int at, int distance, int count)
    {
        var from = at - distance;
        if (distance == 1)
        {
            target.AsSpan(at, count).Fill(target[from]);
        }
        else if (distance < sizeof(ulong))
        {
            for (var i = 0; i < count; i++)
                target[at + i] = target[from + i];
        }
        else
        {
            for (var i = 0; i < count; i += sizeof(ulong))
                MemoryMarshal.Write(target.AsSpan(at + i), MemoryMarshal.Read<ulong>(target.AsSpan(from + i)));
        }
    }

    /// <summary>Makes room for one byte at least, where the bound allows it.</summary>
    private bool HasRoom()
    {
        if (length >= Room && length < limit)
            Array.Resize(ref output, (int)Math.Min(limit, 2L * (output.Length - Margin)) + Margin);
        return length < limit;
    }
}
