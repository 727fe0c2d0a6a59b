using System.Text;
using Etl.Schema.Dicom;

namespace Etl.Worker.Sample;

/// <summary>Objects without pixels: 12-lead ECG (PS3.3 A.34.3) and encapsulated PDF (A.45.1).</summary>
internal static class Documents
{
    private static readonly string[] Leads = ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"];

    private static readonly Template Ecg = Template.Parse(
        """
        ContentDate: {date}
        ContentTime: {time}
        AcquisitionDateTime: {date}{time}
        AcquisitionContextSequence
          ValueType: CODE
          ConceptNameCodeSequence @ 106241006|SCT|Electrocardiographic lead system
          ConceptCodeSequence @ 10:11345|MDC|Standard 12-lead
        """);

    private static readonly Template Channel = Template.Parse(
        """
        ChannelSourceSequence @ 2:{number}|MDC|Lead {lead}
        ChannelSensitivity: 2.5
        ChannelSensitivityUnitsSequence @ uV|UCUM|microvolt
        ChannelSensitivityCorrectionFactor: 1
        ChannelBaseline: 0
        ChannelSampleSkew: 0
        WaveformBitsStored: 16
        FilterLowFrequency: 0.05
        FilterHighFrequency: 150
        """);

    private static readonly Template Annotation = Template.Parse(
        """
        ConceptNameCodeSequence @ 2:16016|MDC|Heart rate
        ReferencedWaveformChannels: 1\0
        MeasurementUnitsCodeSequence @ {unit}|UCUM|beats per minute
        NumericValue: {value}
        AnnotationGroupNumber: 1
        """);

    private static readonly Template Pdf = Template.Parse(
        """
        AcquisitionDateTime: {date}{time}
        ContentDate: {date}
        ContentTime: {time}
        BurnedInAnnotation: YES
        ConversionType: WSD
        DocumentTitle: Sample report
        ConceptNameCodeSequence @ 18748-4|LN|Diagnostic Imaging Report
        MIMETypeOfEncapsulatedDocument: application/pdf
        """);

    public static void Electrocardiogram(StudyContext study, int count)
    {
        const int samples = 100;
        var series = study.NewSeries("ECG", "Resting 12-lead", count);
        for (var i = 0; i < count; i++)
        {
            var (date, time) = StudyContext.Stamp(study.TimeOf(series, 60 * i));
            var channels = Leads.Select((lead, index) => Channel.New(("number", $"{index + 1}"), ("lead", lead)));
            var waveform = new DataSet()
                .Set("WaveformOriginality", "ORIGINAL").Set("NumberOfWaveformChannels", Leads.Length)
                .Set("NumberOfWaveformSamples", samples).Set("SamplingFrequency", 500).Set("MultiplexGroupLabel", "Rhythm")
                .SetItems("ChannelDefinitionSequence", [.. channels])
                .Set("WaveformBitsAllocated", 16).Set("WaveformSampleInterpretation", "SS")
                .SetBytes("WaveformData", Vr.OW, ElementValue.Pattern(samples * Leads.Length * 2));
            series.Add(Ecg.Fill(series.NewInstance("1.2.840.10008.5.1.4.1.1.9.1.1"), ("date", date), ("time", time))
                .SetItems("WaveformSequence", waveform)
                .SetItems("WaveformAnnotationSequence", Annotation.New(("unit", "/min"), ("value", $"{study.Random.Between(52, 105)}"))));
        }
    }

    public static void EncapsulatedPdf(StudyContext study, int count)
    {
        var series = study.NewSeries("DOC", "Report PDF", count);
        for (var i = 0; i < count; i++)
        {
            var (date, time) = StudyContext.Stamp(study.TimeOf(series, 60 * i));
            var document = Encoding.ASCII.GetBytes("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF \n");
            series.Add(Pdf.Fill(series.NewInstance("1.2.840.10008.5.1.4.1.1.104.1"), ("date", date), ("time", time))
                .SetBytes("EncapsulatedDocument", Vr.OB, [.. document, .. document.Length % 2 == 1 ? " "u8 : ""u8]).Set("EncapsulatedDocumentLength", document.Length));
        }
    }
}
