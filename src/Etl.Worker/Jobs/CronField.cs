using System.Globalization;

namespace Etl.Worker.Jobs;

/// <summary>One field of a cron expression: the numbers it holds.</summary>
internal sealed class CronField
{
    private readonly ulong numbers;

    private CronField(ulong numbers, bool isEvery) => (this.numbers, IsEvery) = (numbers, isEvery);

    /// <summary>It begins with <c>*</c>: any number, or every n-th.</summary>
    internal bool IsEvery { get; }

    internal bool Has(int number) => (numbers & (1UL << number)) != 0;

    /// <summary>The least number that is at least <paramref name="number"/>, or -1.</summary>
    internal int From(int number)
    {
        var rest = number > 63 ? 0 : numbers & (ulong.MaxValue << number);
        return rest == 0 ? -1 : System.Numerics.BitOperations.TrailingZeroCount(rest);
    }

    /// <summary>Null and the reason when the text is no such field.</summary>
    internal static CronField? Parse(string text, string what, int least, int most, IReadOnlyList<string> names, out string wrong)
    {
        wrong = "";
        var numbers = 0UL;
        foreach (var part in text.Split(','))
        {
            var slash = part.Split('/');
            var step = 1;
            if (slash.Length > 2 || (slash.Length == 2 && (!int.TryParse(slash[1], NumberStyles.None, CultureInfo.InvariantCulture, out step) || step == 0)))
                return Wrong(part, out wrong);
            int first, last;
            if (slash[0] is "*" or "?")
            {
                (first, last) = (least, most);
            }
            else
            {
                var ends = slash[0].Split('-');
                if (ends.Length > 2 || Number(ends[0]) is not { } from)
                    return Wrong(part, out wrong);
                first = from;
                // 5/15 is from 5 on, as in cron's dialects that have it.
                last = ends.Length == 2 ? Number(ends[1]) ?? -1 : slash.Length == 2 ? most : first;
            }

            if (first < least || last > most || first > last)
                return Wrong(part, out wrong);
            for (var number = first; number <= last; number += step)
                numbers |= 1UL << number;
        }

        return new CronField(numbers, text[0] is '*' or '?');

        CronField? Wrong(string part, out string reason)
        {
            reason = $"'{part}' is no {what}; {least} to {most} was expected, as a number, a range (1-5), a list (1,3) or with a step (*/2).";
            return null;
        }

        int? Number(string word)
        {
            if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return number;
            var at = names.ToList().FindIndex(name => name.Equals(word, StringComparison.OrdinalIgnoreCase));
            return at < 0 ? null : at + (names.Count == 12 ? 1 : 0);
        }
    }
}
