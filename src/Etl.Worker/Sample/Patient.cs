namespace Etl.Worker.Sample;

/// <summary>An invented person. The same seed and number give the same one.</summary>
internal sealed record Patient(
    int Number, Site Site, string Id, string Name, string Sex, DateOnly BirthDate, double SizeMetres, double WeightKilograms)
{
    public static Patient Create(int seed, int number, Site? site = null)
    {
        var random = Prng.For((ulong)seed, 0x5041, (ulong)number);
        var picked = Site.Pick(random);
        var sex = random.Pick("M", "F", "M", "F", "M", "F", "O", "");
        if (site is not null)
            sex = random.Pick("M", "F");
        site ??= picked;
        var birth = new DateOnly(1930, 1, 1).AddDays(random.Next(365 * 80));
        var name = $"{random.Pick<string>(site.FamilyNames)}-{number:D5}^{random.Pick<string>(site.GivenNames)}{site.NativeName}";
        var size = Math.Round(random.Uniform(1.45, 2.0), 2);
        return new Patient(
            number, site, $"PAT{number:D7}", name, sex, birth, size, Math.Round(random.Uniform(19, 31) * size * size, 1));
    }

    /// <summary>An Age String (PS3.5 6.2) at a date.</summary>
    public string AgeAt(DateTime date)
    {
        var day = DateOnly.FromDateTime(date);
        var years = day.Year - BirthDate.Year - (day < BirthDate.AddYears(day.Year - BirthDate.Year) ? 1 : 0);
        return $"{Math.Clamp(years, 0, 999):D3}Y";
    }
}
