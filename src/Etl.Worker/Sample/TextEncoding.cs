using System.Text;

namespace Etl.Worker.Sample;

/// <summary>A Specific Character Set (PS3.3 C.12.1.1.2) and how its text becomes bytes.</summary>
internal sealed class TextEncoding
{
    public static readonly TextEncoding Ascii = new(null, null);
    public static readonly TextEncoding Latin1 = new("ISO_IR 100", Encoding.Latin1);
    public static readonly TextEncoding Utf8 = new("ISO_IR 192", new UTF8Encoding(false));
    public static readonly TextEncoding Cyrillic = new("ISO_IR 144", CodePage(28595));
    public static readonly TextEncoding Japanese = new(@"\ISO 2022 IR 87", CodePage(50220), componentwise: true);
    public static readonly TextEncoding Korean = new(@"\ISO 2022 IR 149", CodePage(51949), componentwise: true, prefix: "\e$)C"u8.ToArray());
    public static readonly TextEncoding Chinese = new("GB18030", CodePage(54936));

    private readonly Encoding? encoding;
    private readonly bool componentwise;
    private readonly byte[] prefix;

    private TextEncoding(string? term, Encoding? encoding, bool componentwise = false, byte[]? prefix = null)
    {
        Term = term;
        this.encoding = encoding;
        this.componentwise = componentwise;
        this.prefix = prefix ?? [];
    }

    /// <summary>The value of (0008,0005), or null where the attribute is left out.</summary>
    public string? Term { get; }

    public byte[] Encode(string text)
    {
        if (encoding is null || Ascii8(text))
            return Encoding.ASCII.GetBytes(text);
        return componentwise ? EncodeComponents(text) : encoding.GetBytes(text);
    }

    /// <summary>Code extensions end at every delimiter (PS3.5 6.1.2.5.3), so each component escapes for itself.</summary>
    private byte[] EncodeComponents(string text)
    {
        var bytes = new List<byte>(text.Length * 4);
        for (var start = 0; start < text.Length;)
        {
            var end = text.AsSpan(start).IndexOfAny('^', '=', '\\');
            end = end < 0 ? text.Length : start + end;
            var component = text[start..end];
            if (!Ascii8(component))
                bytes.AddRange(prefix);
            bytes.AddRange(encoding!.GetBytes(component));
            if (end < text.Length)
                bytes.Add((byte)text[end]);
            start = end + 1;
        }

        return [.. bytes];
    }

    private static bool Ascii8(string text) => System.Text.Ascii.IsValid(text);

    private static Encoding CodePage(int number) => CodePagesEncodingProvider.Instance.GetEncoding(number)!;
}
