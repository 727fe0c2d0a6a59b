using static Etl.Worker.Sample.ContentItem;

namespace Etl.Worker.Sample;

/// <summary>X-Ray Radiation Dose SR (PS3.3 A.35.8) for CT: TID 10011 with one TID 10013 event a series, or projection TID 10001 and 10003.</summary>
internal static class DoseReport
{
    private const string SopClass = "1.2.840.10008.5.1.4.1.1.88.67";
    private const string MilliGray = "mGy|UCUM|mGy";
    private const string Entire = "38266002|SCT|Entire body";

    public static void Ct(StudyContext study, int count) => Write(study, count, "113701|DCM|X-Ray Radiation Dose Report", "10011", random =>
    {
        var events = study.Series.Where(series => series.Modality == "CT" && series.Geometry.Spacing > 0).Select(series => CtEvent(study, series)).ToArray();
        var total = Container("CONTAINS", "113811|DCM|CT Accumulated Dose Data",
            Number("CONTAINS", "113812|DCM|Total Number of Irradiation Events", events.Length, "{events}|UCUM|events"),
            Number("CONTAINS", "113813|DCM|CT Dose Length Product Total", random.Uniform(100, 1200), "mGy.cm|UCUM|mGy.cm"));
        return
        [
            Language(),
            Code("HAS CONCEPT MOD", "121058|DCM|Procedure reported", "77477000|SCT|Computed Tomography X-Ray", Code("HAS CONCEPT MOD", "363703001|SCT|Has Intent", "261004008|SCT|Diagnostic Intent")),
            .. Device(study), .. Scope(study), total, .. events, Source(),
        ];
    });

    public static void Projection(StudyContext study, int count) => Write(study, count, "113701|DCM|X-Ray Radiation Dose Report", "10001", random =>
    [
        Language(),
        Code("HAS CONCEPT MOD", "121058|DCM|Procedure reported", "113704|DCM|Projection X-Ray", Code("HAS CONCEPT MOD", "363703001|SCT|Has Intent", "261004008|SCT|Diagnostic Intent")),
        .. Device(study), .. Scope(study),
        Container("CONTAINS", "113702|DCM|Accumulated X-Ray Dose Data",
            Code("HAS CONCEPT MOD", "113764|DCM|Acquisition Plane", "113622|DCM|Single Plane"),
            Number("CONTAINS", "113722|DCM|Dose Area Product Total", random.Uniform(0.0001, 0.01), "Gy.m2|UCUM|Gy.m2"),
            Number("CONTAINS", "113725|DCM|Dose (RP) Total", random.Uniform(0.001, 1), "Gy|UCUM|Gy"),
            Number("CONTAINS", "113730|DCM|Total Fluoro Time", random.Uniform(10, 900), "s|UCUM|s")),
        .. Enumerable.Range(0, 3).Select(index => ProjectionEvent(study, index)),
        Source(),
    ]);

    private static void Write(StudyContext study, int count, string title, string template, Func<Prng, DataSet[]> content)
    {
        var series = study.NewSeries("SR", "Dose report", count, template == "10011" ? "CT" : "XA");
        for (var i = 0; i < count; i++)
            series.Add(Root(StructuredReport.Begin(series, SopClass), template, title, content(study.Random)));
    }

    private static DataSet CtEvent(StudyContext study, SampleSeries series)
    {
        var random = study.Random;
        return Container("CONTAINS", "113819|DCM|CT Acquisition",
            Text("CONTAINS", "125203|DCM|Acquisition Protocol", $"{study.Region.Examined} ROUTINE"),
            Code("CONTAINS", "123014|DCM|Target Region", study.Region.Code),
            Code("CONTAINS", "113820|DCM|CT Acquisition Type", "116152004|SCT|Spiral Acquisition"),
            UidReference("CONTAINS", "113769|DCM|Irradiation Event UID", study.NewUid()),
            Container("CONTAINS", "113822|DCM|CT Acquisition Parameters",
                Number("CONTAINS", "113824|DCM|Exposure Time", random.Uniform(2, 12), "s|UCUM|s"),
                Number("CONTAINS", "113825|DCM|Scanning Length", series.Planned * Math.Abs(series.Geometry.Step), "mm|UCUM|mm"),
                Number("CONTAINS", "113826|DCM|Nominal Single Collimation Width", 0.625, "mm|UCUM|mm"),
                Number("CONTAINS", "113827|DCM|Nominal Total Collimation Width", 40, "mm|UCUM|mm"),
                Number("CONTAINS", "113828|DCM|Pitch Factor", 0.984, "{ratio}|UCUM|ratio"),
                Number("CONTAINS", "113823|DCM|Number of X-Ray Sources", 1, "{X-Ray sources}|UCUM|X-Ray sources"),
                Container("CONTAINS", "113831|DCM|CT X-Ray Source Parameters",
                    Text("CONTAINS", "113832|DCM|Identification of the X-Ray Source", "1"),
                    Number("CONTAINS", "113733|DCM|KVP", random.Pick(80, 100, 120, 140), "kV|UCUM|kV"),
                    Number("CONTAINS", "113833|DCM|Maximum X-Ray Tube Current", random.Between(200, 600), "mA|UCUM|mA"),
                    Number("CONTAINS", "113734|DCM|X-Ray Tube Current", random.Between(100, 300), "mA|UCUM|mA"),
                    Number("CONTAINS", "113834|DCM|Exposure Time per Rotation", 0.5, "s|UCUM|s"))),
            Container("CONTAINS", "113829|DCM|CT Dose",
                Number("CONTAINS", "113830|DCM|Mean CTDIvol", random.Uniform(2, 30), MilliGray),
                Code("CONTAINS", "113835|DCM|CTDIw Phantom Type", "113691|DCM|IEC Body Dosimetry Phantom"),
                Number("CONTAINS", "113838|DCM|DLP", random.Uniform(50, 900), "mGy.cm|UCUM|mGy.cm")));
    }

    private static DataSet ProjectionEvent(StudyContext study, int index)
    {
        var random = study.Random;
        var (date, time) = StudyContext.Stamp(study.Start.AddMinutes(2 * index));
        return Container("CONTAINS", "113706|DCM|Irradiation Event X-Ray Data",
            Code("HAS CONCEPT MOD", "113764|DCM|Acquisition Plane", "113622|DCM|Single Plane"),
            UidReference("CONTAINS", "113769|DCM|Irradiation Event UID", study.NewUid()),
            Moment("CONTAINS", "111526|DCM|DateTime Started", date + time),
            Code("CONTAINS", "113721|DCM|Irradiation Event Type", index == 0 ? "44491008|SCT|Fluoroscopy" : "113611|DCM|Stationary Acquisition"),
            Code("CONTAINS", "123014|DCM|Target Region", Entire),
            Number("CONTAINS", "122130|DCM|Dose Area Product", random.Uniform(0.00001, 0.001), "Gy.m2|UCUM|Gy.m2"),
            Number("CONTAINS", "113738|DCM|Dose (RP)", random.Uniform(0.0001, 0.1), "Gy|UCUM|Gy"),
            Number("CONTAINS", "112011|DCM|Positioner Primary Angle", random.Between(-45, 45), "deg|UCUM|deg"),
            Number("CONTAINS", "112012|DCM|Positioner Secondary Angle", random.Between(-30, 30), "deg|UCUM|deg"),
            Number("CONTAINS", "113733|DCM|KVP", random.Between(65, 120), "kV|UCUM|kV"),
            Number("CONTAINS", "113734|DCM|X-Ray Tube Current", random.Between(5, 500), "mA|UCUM|mA"));
    }

    private static DataSet[] Device(StudyContext study) =>
    [
        Code("HAS OBS CONTEXT", "121005|DCM|Observer Type", "121007|DCM|Device"),
        UidReference("HAS OBS CONTEXT", "121012|DCM|Device Observer UID", Uid.For((ulong)study.Patient.Site.Number, 7)),
        Text("HAS OBS CONTEXT", "121013|DCM|Device Observer Name", study.Source().Device.Station),
        Text("HAS OBS CONTEXT", "121014|DCM|Device Observer Manufacturer", study.Source().Device.Manufacturer),
    ];

    private static DataSet[] Scope(StudyContext study)
    {
        var (date, time) = StudyContext.Stamp(study.Start);
        return
        [
            Moment("HAS OBS CONTEXT", "113809|DCM|Start of X-Ray Irradiation", date + time),
            Code("HAS OBS CONTEXT", "113705|DCM|Scope of Accumulation", "113014|DCM|Study", UidReference("HAS PROPERTIES", "110180|DCM|Study Instance UID", study.Uid)),
        ];
    }

    private static DataSet Language() => StructuredReport.Language();

    private static DataSet Source() => Code("CONTAINS", "113854|DCM|Source of Dose Information", "113856|DCM|Automated Data Collection");
}
