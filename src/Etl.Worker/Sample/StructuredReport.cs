using static Etl.Worker.Sample.ContentItem;

namespace Etl.Worker.Sample;

/// <summary>Structured reports (PS3.3 A.35): TID 1500 measurements of a segmentation, plain text findings, key objects.</summary>
internal static class StructuredReport
{
    private static readonly Template Document = Template.Parse(
        """
        ContentDate: {date}
        ContentTime: {time}
        CompletionFlag: COMPLETE
        VerificationFlag: UNVERIFIED
        ReferencedPerformedProcedureStepSequence: 
        PerformedProcedureCodeSequence: 
        """);

    private static readonly string[] Units = ["mm3|UCUM|cubic millimeter", "mm|UCUM|millimeter", "[hnsf'U]|UCUM|Hounsfield unit"];

    /// <summary>TID 1500 with one measurement group a segment (TID 1411).</summary>
    public static void Measurements(StudyContext study, int count)
    {
        var segmentation = study.Source("SEG");
        var images = study.Volume();
        var series = Open(study, "Measurements", count);
        for (var i = 0; i < count; i++)
        {
            var groups = Enumerable.Range(1, 3).Select(segment => Group(study, segmentation.References(1)[0], images, segment)).ToArray();
            var data = Root(
                Begin(series, "1.2.840.10008.5.1.4.1.1.88.34"), "1500", "126000|DCM|Imaging Measurement Report",
                Language(),
                Person("HAS OBS CONTEXT", "121008|DCM|Person Observer Name", "Observer^Sample"),
                Code("HAS CONCEPT MOD", "121058|DCM|Procedure reported", "77477000|SCT|Computed tomography"),
                Container("CONTAINS", "111028|DCM|Image Library", Container("CONTAINS", "126200|DCM|Image Library Group", Image("CONTAINS", null, images.References(1)[0]))),
                Container("CONTAINS", "126010|DCM|Imaging Measurements", groups));
            series.Add(Evidence(data, study, images.SeriesReference("ReferencedSOPSequence"), segmentation.SeriesReference("ReferencedSOPSequence")));
        }
    }

    public static void Findings(StudyContext study, int count)
    {
        var images = study.Source();
        var series = Open(study, "Report", count);
        for (var i = 0; i < count; i++)
        {
            var data = Root(
                Begin(series, "1.2.840.10008.5.1.4.1.1.88.22"), "2000", "18747-6|LN|CT Report",
                Language(),
                Container("CONTAINS", "121070|DCM|Findings",
                    Text("CONTAINS", "121071|DCM|Finding", "No finding: this report is invented."),
                    Number("CONTAINS", "410668003|SCT|Length", study.Random.Uniform(4, 40), "mm|UCUM|millimeter")),
                Container("CONTAINS", "121076|DCM|Conclusions", Text("CONTAINS", "121077|DCM|Conclusion", "Sample data only.")),
                Image("CONTAINS", null, images.References(1)[0]));
            series.Add(Evidence(data, study, images.SeriesReference("ReferencedSOPSequence", 1)));
        }
    }

    /// <summary>Key Object Selection (PS3.3 A.35.4, TID 2010).</summary>
    public static void KeyObjects(StudyContext study, int count)
    {
        var images = study.Source();
        var series = study.NewSeries("KO", "Key images", count);
        series.Common.Set("ReferencedPerformedProcedureStepSequence", "");
        for (var i = 0; i < count; i++)
        {
            var (date, time) = StudyContext.Stamp(study.TimeOf(series));
            var data = series.NewInstance("1.2.840.10008.5.1.4.1.1.88.59").Set("ContentDate", date).Set("ContentTime", time);
            Root(data, "2010", "113000|DCM|Of Interest", [.. images.References(2).Select(reference => Image("CONTAINS", null, reference))]);
            series.Add(Evidence(data, study, images.SeriesReference("ReferencedSOPSequence", 2)));
        }
    }

    /// <summary>Current Requested Procedure Evidence Sequence (PS3.3 C.17.2.3).</summary>
    public static DataSet Evidence(DataSet data, StudyContext study, params DataSet[] series) => data.SetItems(
        "CurrentRequestedProcedureEvidenceSequence",
        new DataSet().Set("StudyInstanceUID", study.Uid).SetItems("ReferencedSeriesSequence", series));

    public static SampleSeries Open(StudyContext study, string description, int count)
    {
        var series = study.NewSeries("SR", description, count);
        series.UndefinedLengths = study.Random.Chance(0.5);
        return series;
    }

    public static DataSet Begin(SampleSeries series, string sopClass)
    {
        var (date, time) = StudyContext.Stamp(series.Study.TimeOf(series));
        return Document.Fill(series.NewInstance(sopClass), ("date", date), ("time", time));
    }

    public static DataSet Language() => Code("HAS CONCEPT MOD", "121049|DCM|Language of Content Item and Descendants", "en-US|RFC5646|English (United States)",
        Code("HAS CONCEPT MOD", "121046|DCM|Country of Language", "US|ISO3166_1|United States"));

    private static DataSet Group(StudyContext study, DataSet segmentation, SampleSeries images, int segment)
    {
        var random = study.Random;
        var source = images.References(1)[0];
        return Container("CONTAINS", "125007|DCM|Measurement Group",
            Text("HAS OBS CONTEXT", "112039|DCM|Tracking Identifier", $"Region {segment}"),
            UidReference("HAS OBS CONTEXT", "112040|DCM|Tracking Unique Identifier", study.NewUid()),
            Code("CONTAINS", "121071|DCM|Finding", "123037004|SCT|Anatomical Structure"),
            Code("HAS CONCEPT MOD", "363698007|SCT|Finding Site", "10200004|SCT|Liver", Code("HAS CONCEPT MOD", "272741003|SCT|Laterality", "51440002|SCT|Bilateral")),
            Image("CONTAINS", "121191|DCM|Referenced Segment", segmentation, segment),
            Image("CONTAINS", "121233|DCM|Source image for segmentation", source),
            Number("CONTAINS", "118565006|SCT|Volume", random.Uniform(500, 1_500_000), Units[0]),
            Number("CONTAINS", "81827009|SCT|Diameter", random.Uniform(4, 120), Units[1]),
            Number("CONTAINS", "112031|DCM|Attenuation Coefficient", random.Uniform(-50, 120), Units[2],
                Code("HAS CONCEPT MOD", "121401|DCM|Derivation", "373098007|SCT|Mean")),
            Code("CONTAINS", "246455001|SCT|Episodicity", "303105007|SCT|During"));
    }
}
