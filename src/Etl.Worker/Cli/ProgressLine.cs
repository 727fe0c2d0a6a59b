namespace Etl.Worker.Cli;

/// <summary>How far something is, for a person to read.</summary>
/// <param name="Label">What is done now.</param>
/// <param name="Fraction">How much of it, 0 to 1, where that is known.</param>
/// <param name="Figures">Counts, rate, time to go.</param>
internal readonly record struct ProgressLine(string Label, double? Fraction, string Figures)
{
    /// <summary>"12 of 40 objects, 3/s, ETA 0:09"; the total is "≥" while it still grows, and then there is no ETA.</summary>
    public static ProgressLine Of(string label, string noun, long done, long total, bool totalKnown, double rate)
    {
        var figures = totalKnown
            ? $"{Amounts.Count(done)} of {Amounts.Count(total)} {noun}"
            : $"{Amounts.Count(done)} of ≥{Amounts.Count(total)} {noun}";
        if (rate > 0)
            figures += $", {Amounts.Count(rate)}/s";
        if (rate > 0 && totalKnown && done < total)
            figures += $", ETA {Amounts.Clock(TimeSpan.FromSeconds(Math.Min((total - done) / rate, 1e7)))}";
        return new ProgressLine(label, totalKnown && total > 0 ? Math.Clamp((double)done / total, 0, 1) : null, figures);
    }
}
