namespace Etl.Schema.Values;

/// <summary>Writes ISO 8601 extended forms.</summary>
internal ref struct IsoWriter(Span<byte> target)
{
    private readonly Span<byte> target = target;

    public int Written { get; private set; }

    public void Byte(byte value) => target[Written++] = value;

    public void Two(int value)
    {
        Byte((byte)('0' + value / 10));
        Byte((byte)('0' + value % 10));
    }

    public void Date(CalendarDate date)
    {
        Two(date.Year / 100);
        Two(date.Year % 100);
        if (date.Month == 0)
            return;
        Byte((byte)'-');
        Two(date.Month);
        if (date.Day == 0)
            return;
        Byte((byte)'-');
        Two(date.Day);
    }

    public void Time(in ClockTime time)
    {
        Two(time.Hour);
        if (time.Minute < 0)
            return;
        Byte((byte)':');
        Two(time.Minute);
        if (time.Second < 0)
            return;
        Byte((byte)':');
        Two(Math.Min(time.Second, 59));
        if (time.Fraction.IsEmpty)
            return;
        Byte((byte)'.');
        var digits = time.Fraction[..Math.Min(time.Fraction.Length, ClockTime.MaxFractionDigits)];
        digits.CopyTo(target[Written..]);
        Written += digits.Length;
    }
}
