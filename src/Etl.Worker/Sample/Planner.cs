namespace Etl.Worker.Sample;

/// <summary>Decides every study of an archive, in order, until it holds exactly the instances asked for.</summary>
internal static class Planner
{
    private static readonly int TotalWeight = Protocols.Everyday.Sum(protocol => protocol.Weight);

    public static IEnumerable<StudyPlan> Plan(SampleOptions options)
    {
        var remaining = options.Instances;
        foreach (var plan in Tour(options).Concat(Everyday(options)))
        {
            if (remaining <= 0)
                yield break;
            var fitted = plan.Instances <= remaining ? plan : plan with { Budget = remaining };
            remaining -= fitted.Instances;
            yield return fitted;
        }
    }

    /// <summary>Every class once and clean, then every defect once, under every transfer syntax and character set.</summary>
    private static IEnumerable<StudyPlan> Tour(SampleOptions options)
    {
        var patient = 0;
        foreach (var protocol in Protocols.Tour)
        {
            yield return Exact(patient, 0, protocol) with
            {
                IsClean = true,
                IsMedia = protocol.Description == "Chest radiographs",
                Format = WireFormat.ExplicitLittle,
                Site = Site.All[patient++ % 3],
            };
        }

        if (!options.Defects)
            yield break;
        yield return Exact(patient++, 0, Protocols.Deviations) with { ShowsEncodingDefects = true, Format = WireFormat.ExplicitLittle, Site = Site.All[1] };
        WireFormat[] formats =
        [
            WireFormat.ImplicitLittle, WireFormat.ExplicitBig, WireFormat.Deflated, WireFormat.JpegLossless,
            WireFormat.Jpeg2000Lossless, WireFormat.Rle, WireFormat.ExplicitLittle,
        ];
        var index = 0;
        foreach (var defect in ConsistencyDefects.OfHostSeries)
            yield return Exact(patient++, 0, Protocols.Host) with { Defect = defect, Format = formats[index++ % 7], Site = Site.All[index % 7] };
        yield return Exact(patient++, 0, Protocols.DanglingHost) with { Defect = SampleDefect.DanglingReference };

        // The two that need a study before them: the patients of the mammography and the photographs come again.
        yield return Exact(4, 1, Protocols.Host) with { Defect = SampleDefect.PatientTwoSexes, Site = Site.All[4 % 3] };
        yield return Exact(13, 1, Protocols.Host) with { Defect = SampleDefect.PatientTwoBirthDates, Site = Site.All[13 % 3] };
    }

    private static IEnumerable<StudyPlan> Everyday(SampleOptions options)
    {
        for (var patient = 100; ; patient++)
        {
            var random = Prng.For((ulong)options.Seed, 0x504C, (ulong)patient);
            var studies = random.Pick(1, 1, 1, 1, 2, 2, 3, 5);
            for (var study = 0; study < studies; study++)
                yield return Random(options, patient, study, random);
        }
    }

    private static StudyPlan Random(SampleOptions options, int patient, int study, Prng random)
    {
        var roll = random.Next(TotalWeight);
        var protocol = Array.Find(Protocols.Everyday, candidate => (roll -= candidate.Weight) < 0)!;
        var series = protocol.Series.Where(kind => kind.Probability >= 1 || random.Chance(kind.Probability)).ToArray();
        var counts = Array.ConvertAll(series, kind => random.Between(kind.Least, kind.Most));
        var plan = new StudyPlan(patient, study, protocol with { Series = series }, counts) { IsMedia = random.Chance(0.02) };
        if (!options.Defects || !protocol.Description.StartsWith("CT", StringComparison.Ordinal) && !protocol.Description.StartsWith("MR", StringComparison.Ordinal))
            return plan;
        var hasHost = Array.Exists(counts, count => count >= StudyPlan.HostSize);
        return hasHost && random.Chance(1.0 / 12) ? plan with { Defect = PickDefect(options, plan, random), IsMedia = false } : plan;
    }

    private static SampleDefect? PickDefect(SampleOptions options, StudyPlan plan, Prng random)
    {
        var defect = random.Pick<SampleDefect>(
            [.. ConsistencyDefects.OfHostSeries, SampleDefect.PatientTwoSexes, SampleDefect.PatientTwoBirthDates, SampleDefect.DanglingReference]);
        var needsEarlierStudy = defect is SampleDefect.PatientTwoSexes or SampleDefect.PatientTwoBirthDates;
        if (needsEarlierStudy && Patient.Create(options.Seed, plan.Patient).Sex.Length == 0)
            return null;
        var needsReference = defect == SampleDefect.DanglingReference;
        var derived = Array.Exists(plan.Protocol.Series, kind => kind.Write == SegmentationObject.Write || kind.Write == PresentationState.Grayscale);
        return needsEarlierStudy && plan.Study == 0 || needsReference && !derived ? null : defect;
    }

    private static StudyPlan Exact(int patient, int study, Protocol protocol) =>
        new(patient, study, protocol, [.. protocol.Series.Select(kind => kind.Least)]);
}
