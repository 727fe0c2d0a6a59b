namespace Etl.Fuzz.Inputs;

/// <summary>Makes input k of a seed number: one seed's bytes and a few mutations, chosen by k alone.</summary>
internal sealed partial class Mutator(IReadOnlyList<Seed> seeds, ulong seedNumber)
{
    private readonly ByteBuilder input = new();
    private Prng random;
    private Seed seed = seeds[0];

    /// <summary>What was done to make the current input.</summary>
    public string Story { get; private set; } = "";

    /// <summary>The bytes that the current input was made of.</summary>
    public ReadOnlySpan<byte> Original => seed.Bytes;

    public ReadOnlySpan<byte> Make(long k)
    {
        random = new Prng(seedNumber, (ulong)k);
        seed = seeds[random.Below(seeds.Count)];
        input.Set(seed.Bytes);
        var story = seed.Name;
        var rounds = 1 + random.Below(3) + (random.OneIn(4) ? random.Below(12) : 0);
        for (var i = 0; i < rounds; i++)
            story += ", " + Mutate();
        Story = story;
        return input.Span;
    }

    private string Mutate()
    {
        switch (random.Below(24))
        {
            case 0 or 1: return FlipBits();
            case 2 or 3: return OverwriteAnywhere();
            case 4 or 5 or 6: return EditLength();
            case 7: return EditVr();
            case 8: return InsertBytes();
            case 9: return DeleteBytes();
            case 10: return DuplicateRange();
            case 11: return MoveRange();
            case 12: return DeleteRange();
            case 13 or 14: return Splice();
            case 15: return InsertDelimiters();
            case 16: return Nest();
            case 17: return Truncate();
            case 18: return InsertCharsetTerms();
            case 19: return InsertEscapes();
            case 20: return DeflateAndDamage();
            case 21: return EditTag();
            case 22: return EditValue();
            default: return EditTransferSyntax();
        }
    }

    private Place AnyPlace() => seed.Places.Length == 0 ? default : seed.Places[random.Below(seed.Places.Length)];

    private int Anywhere() => random.Below(input.Length + 1);

    private string FlipBits()
    {
        for (var i = 1 + random.Below(8); i > 0 && input.Length > 0; i--)
            input[random.Below(input.Length)] ^= (byte)(1 << random.Below(8));
        return "bits";
    }

    private string OverwriteAnywhere()
    {
        input.Overwrite(Anywhere(), random.Pick<byte[]>(Words));
        return "word";
    }

    private string EditLength()
    {
        var place = AnyPlace();
        var length = (uint)(place.End - place.Value);
        var left = (uint)Math.Max(0, input.Length - place.Value);
        var value = random.Below(14) switch
        {
            0 => 0u,
            1 => 1u,
            2 => uint.MaxValue,
            3 => 0x7FFFFFFFu,
            4 => 0xFFFFu,
            5 => 0xFFFFFFFE,
            6 => length + 1u,
            7 => length - 1,
            8 => left,
            9 => left + 1,
            10 => length + 8,
            11 => length - 8,
            12 => (uint)random.Below(1 << 17),
            _ => (uint)random.Next(),
        };
        var bytes = ByteBuilder.LittleEndian(value);
        var isLong = place.Value - place.Start == 12;
        if (!place.IsExplicit || isLong || place.Tag == 0xFFFEE000)
            input.Overwrite(place.Value - 4, bytes);
        else
            input.Overwrite(place.Value - 2, bytes.AsSpan(0, 2));
        return "length";
    }

    private string EditVr()
    {
        input.Overwrite(AnyPlace().Start + 4, random.Pick<byte[]>(Vrs));
        return "vr";
    }

    private string InsertBytes()
    {
        Span<byte> bytes = stackalloc byte[1 + random.Below(8)];
        foreach (ref var b in bytes)
            b = random.OneIn(2) ? (byte)0 : random.NextByte();
        input.Insert(random.OneIn(2) ? Anywhere() : AnyPlace().Start, bytes);
        return "insert";
    }

    private string DeleteBytes()
    {
        input.Delete(random.OneIn(2) ? Anywhere() : AnyPlace().Start, 1 + random.Below(8));
        return "delete";
    }

    private (int Start, int Length) Range()
    {
        if (seed.Places.Length == 0)
            return (0, random.Below(Math.Min(64, input.Length + 1)));
        var first = random.Below(seed.Places.Length);
        var last = Math.Min(seed.Places.Length - 1, first + random.Below(random.OneIn(4) ? 64 : 3));
        var start = Math.Min(seed.Places[first].Start, input.Length);
        return (start, Math.Clamp(seed.Places[last].End - start, 0, Math.Min(16 << 10, input.Length - start)));
    }

    private string DuplicateRange()
    {
        var (start, length) = Range();
        var copy = input.Span.Slice(start, length).ToArray();
        for (var i = random.OneIn(8) ? 30 : 1; i > 0; i--)
            input.Insert(random.OneIn(2) ? start : AnyPlace().Start, copy);
        return "duplicate";
    }

    private string MoveRange()
    {
        var (start, length) = Range();
        var copy = input.Span.Slice(start, length).ToArray();
        input.Delete(start, length);
        input.Insert(AnyPlace().Start, copy);
        return "move";
    }

    private string DeleteRange()
    {
        var (start, length) = Range();
        input.Delete(start, length);
        return "drop";
    }

    private string Splice()
    {
        var other = seeds[random.Below(seeds.Count)];
        var cut = random.OneIn(3) ? Anywhere() : AnyPlace().Start;
        var from = other.Places.Length == 0 || random.OneIn(3)
            ? random.Below(other.Bytes.Length + 1)
            : Math.Min(other.Places[random.Below(other.Places.Length)].Start, other.Bytes.Length);
        input.Truncate(cut);
        input.Append(other.Bytes.AsSpan(from));
        return "splice " + other.Name;
    }

    private string Truncate()
    {
        input.Truncate(Anywhere());
        return "truncate";
    }
}
