namespace Etl.Schema.Values;

/// <summary>Reading and writing short runs of decimal digits.</summary>
internal static class Digits
{
    /// <summary>How many digits the text begins with.</summary>
    public static int Count(ReadOnlySpan<byte> text)
    {
        var count = 0;
        while (count < text.Length && IsDigit(text[count]))
            count++;
        return count;
    }

    public static bool IsDigit(byte b) => (uint)(b - '0') <= 9;

    /// <summary>The number of the first two digits.</summary>
    public static int Two(ReadOnlySpan<byte> digits) => (digits[0] - '0') * 10 + digits[1] - '0';

    /// <summary>The number of the first two bytes, or -1 if they are not two digits.</summary>
    public static int TwoOrNone(ReadOnlySpan<byte> text) =>
        text.Length >= 2 && IsDigit(text[0]) && IsDigit(text[1]) ? Two(text) : -1;
}
