namespace Etl.Worker.Sample;

/// <summary>Classic MR images (PS3.3 A.4) of several sequences, diffusion with b-values and derived ADC maps.</summary>
internal static class MrSeries
{
    public const string SopClass = "1.2.840.10008.5.1.4.1.1.4";

    /// <summary>What tells one pulse sequence from another.</summary>
    private sealed record Pulse(
        string Name, string Description, string Scanning, string Variant, string Options, string Kind, double Te, double Tr, double Ti, int Train, int Flip);

    private static readonly Pulse[] Pulses =
    [
        new("t1_se", "T1 SE tra", "SE", "SP", "SAT1", "2D", 9.1, 550, 0, 1, 90),
        new("t1_mprage", "T1 MPRAGE sag", @"GR\IR", @"SK\SP\MP", "IR", "3D", 2.98, 2300, 900, 1, 9),
        new("t2_tse", "T2 TSE tra", "SE", @"SK\SP\OSP", "FC", "2D", 99, 5200, 0, 18, 150),
        new("flair", "FLAIR tra", @"SE\IR", @"SK\SP\MP\OSP", @"IR\PFP\FS", "2D", 81, 9000, 2500, 16, 150),
        new("swi", "SWI tra", "GR", "SP", "FC", "3D", 20, 28, 0, 1, 15),
    ];

    private static readonly Template Shared = Template.Parse(
        """
        ImageType: {type}
        AcquisitionDate: {date}
        ContentDate: {date}
        AnatomicRegionSequence @ {region}
        BodyPartExamined: {part}
        ScanningSequence: {scanning}
        SequenceVariant: {variant}
        ScanOptions: {options}
        MRAcquisitionType: {kind}
        SequenceName: {name}
        AngioFlag: N
        SliceThickness: {thickness}
        RepetitionTime: {tr}
        EchoTime: {te}
        NumberOfAverages: 1
        ImagingFrequency: 123.2588
        ImagedNucleus: 1H
        EchoNumbers: 1
        MagneticFieldStrength: {field}
        SpacingBetweenSlices: {gap}
        NumberOfPhaseEncodingSteps: 224
        EchoTrainLength: {train}
        PercentSampling: 100
        PercentPhaseFieldOfView: 87.5
        PixelBandwidth: 230
        ProtocolName: {protocol}
        HeartRate:
        CardiacNumberOfImages: 0
        TriggerWindow: 0
        ReconstructionDiameter: 240
        ReceiveCoilName: {coil}
        TransmitCoilName: Body
        AcquisitionMatrix: 256\0\0\224
        InPlanePhaseEncodingDirection: ROW
        FlipAngle: {flip}
        VariableFlipAngleFlag: N
        SAR: {sar}
        dBdt: 0
        B1rms: 1.12
        PatientPosition: HFS
        PulseSequenceName: {name}
        TemporalPositionIdentifier: 1
        NumberOfTemporalPositions: 1
        AcquisitionNumber: {acquisition}
        ImagesInAcquisition: {count}
        ImageOrientationPatient: {orientation}
        PositionReferenceIndicator:
        PixelSpacing: {spacing}\{spacing}
        WindowCenter: {center}
        WindowWidth: {width}
        WindowCenterWidthExplanation: Algo1
        ContrastBolusAgent: {contrast}
        ContrastBolusRoute:
        ContrastBolusVolume: 0
        ContrastBolusTotalDose: 0
        ContrastBolusIngredient: GADOLINIUM
        MedicalAlerts:
        Allergies:
        PatientState:
        PerformedProcedureStepEndDate: {date}
        PerformedProtocolCodeSequence @ MR01|99SAMPLE|Routine MR
        CommentsOnThePerformedProcedureStep:
        ImageComments:
        """);

    public static void Anatomy(StudyContext study, int count)
    {
        var pulse = Pulses[(study.Series.Count + study.Random.Next(2)) % Pulses.Length];
        var series = Open(study, pulse, count, @"ORIGINAL\PRIMARY\M\NORM\DIS2D");
        for (var i = 0; i < count; i++)
            series.Add(Image(series, i, i));
    }

    /// <summary>Three b-values, slice by slice, and no map.</summary>
    public static void Diffusion(StudyContext study, int count)
    {
        var pulse = new Pulse("ep_b#0", "DWI tra b0 b500 b1000", "EP", @"SK\SP", @"PFP\FS", "2D", 89, 6600, 0, 1, 90);
        var series = Open(study, pulse, count, @"ORIGINAL\PRIMARY\DIFFUSION\NONE");
        for (var i = 0; i < count; i++)
        {
            var b = i % 3 * 500;
            var data = Image(series, i, i / 3).Set("DiffusionBValue", b).Set("SequenceName", $"ep_b{b}").Set("TemporalPositionIdentifier", i % 3 + 1);
            if (b > 0)
                data.Set("DiffusionGradientOrientation", 0.707107, 0.707107, 0);
            series.Add(data);
        }
    }

    public static void ApparentDiffusion(StudyContext study, int count)
    {
        var pulse = new Pulse("ep_b500_1000", "DWI tra ADC", "EP", @"SK\SP", @"PFP\FS", "2D", 89, 6600, 0, 1, 90);
        var source = study.Source("MR");
        var series = Open(study, pulse, count, @"DERIVED\PRIMARY\DIFFUSION\ADC");
        series.Common
            .Set("DerivationDescription", "ADC from three b-values")
            .SetCode("DerivationCodeSequence", "113041|DCM|Apparent Diffusion Coefficient")
            .SetItems("SourceImageSequence", source.References(3));
        for (var i = 0; i < count; i++)
            series.Add(Image(series, i, i));
    }

    private static SampleSeries Open(StudyContext study, Pulse pulse, int count, string imageType)
    {
        var random = study.Random;
        var series = study.NewSeries("MR", pulse.Description, count);
        series.Format = study.ImageFormat;
        series.UndefinedLengths = random.Chance(0.3);
        series.FrameOfReference = study.Series[0].FrameOfReference is { Length: > 0 } shared ? shared : study.NewUid();
        var thickness = random.Pick(1.0, 3.0, 4.0, 5.0);
        var side = ImagePixels.Side(series, 2);
        series.Geometry = (random.Between(-80, 40), thickness * 1.1, Math.Round(240.0 / side, 6), side);
        var tesla = series.Device.Vendor == Vendor.Philips ? 1.5 : 3.0;
        var (date, _) = StudyContext.Stamp(study.Start);
        Shared.Fill(
            series.Common,
            ("type", imageType), ("date", date), ("region", study.Region.Code), ("part", study.Region.Examined), ("scanning", pulse.Scanning),
            ("variant", pulse.Variant), ("options", pulse.Options), ("kind", pulse.Kind), ("name", pulse.Name), ("thickness", $"{thickness}"),
            ("tr", $"{pulse.Tr}"), ("te", $"{pulse.Te}"), ("field", $"{tesla}"), ("gap", $"{thickness * 1.1:0.##}"),
            ("train", $"{pulse.Train}"), ("protocol", pulse.Name), ("coil", random.Pick("HeadNeck_20", "Body_18", "8HRBRAIN", "SENSE-Head-8")),
            ("flip", $"{pulse.Flip}"), ("sar", $"{random.Uniform(0.1, 2.5):0.####}"), ("acquisition", $"{series.Number}"), ("count", $"{count}"),
            ("orientation", @"1\0\0\0\1\0"), ("spacing", $"{series.Geometry.Spacing}"), ("center", $"{random.Between(200, 900)}"),
            ("width", $"{random.Between(400, 1800)}"), ("contrast", study.Plan.Protocol.Description.Contains("contrast", StringComparison.Ordinal) ? "Gadovist" : ""));
        series.Common.Set("FrameOfReferenceUID", series.FrameOfReference);
        if (pulse.Ti > 0)
            series.Common.Set("InversionTime", pulse.Ti);
        if (study.Region.Examined == "KNEE")
            series.Common.Set("Laterality", "R");
        PrivateBlocks.Add(series.Device.Vendor, "MR", series.Common);
        return series;
    }

    private static DataSet Image(SampleSeries series, int index, int slice)
    {
        var z = Math.Round(series.Geometry.Origin + slice * series.Geometry.Step, 3);
        var (date, time) = StudyContext.Stamp(series.Study.TimeOf(series, 2.5 * index));
        var data = series.NewInstance(SopClass)
            .Set("AcquisitionDateTime", date + time)
            .Set("AcquisitionTime", time)
            .Set("ContentTime", time)
            .Set("InstanceCreationTime", time)
            .Set("ImagePositionPatient", -120, -120, z)
            .Set("SliceLocation", z)
            .Set("SmallestImagePixelValue", 0)
            .Set("LargestImagePixelValue", 600 + series.Study.Random.Next(2000));
        return ImagePixels.Gray16(series, data);
    }
}
