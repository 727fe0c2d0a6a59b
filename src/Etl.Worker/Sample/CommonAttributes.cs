using System.Globalization;

namespace Etl.Worker.Sample;

/// <summary>The modules every composite object has: patient, study, series, equipment (PS3.3 C.7.1 – C.7.5).</summary>
internal static class CommonAttributes
{
    private static readonly Template StudyTemplate = Template.Parse(
        """
        StudyDate: {date}
        StudyTime: {time}
        AccessionNumber: {accession}
        ReferringPhysicianName: {referrer}
        InstitutionName: {institution}
        InstitutionAddress: {address}
        InstitutionalDepartmentName: {ward}
        StudyDescription: {description}
        ProcedureCodeSequence @ {procedure}|99SAMPLE|{description}
        PatientName: {name}
        PatientID: {id}
        IssuerOfPatientID: SAMPLE
        PatientBirthDate: {birth}
        PatientSex: {sex}
        PatientAge: {age}
        PatientSize: {size}
        PatientWeight: {weight}
        EthnicGroup:
        AdditionalPatientHistory:
        StudyInstanceUID: {uid}
        StudyID: {studyId}
        RequestingPhysician:
        RequestedProcedureDescription: {description}
        AdmissionID: ADM{accession}
        """);

    private static readonly Template SeriesTemplate = Template.Parse(
        """
        InstanceCreationDate: {date}
        InstanceCreationTime: {time}
        SeriesDate: {date}
        SeriesTime: {time}
        Modality: {modality}
        Manufacturer: {manufacturer}
        StationName: {station}
        SeriesDescription: {description}
        OperatorsName: {operator}
        ManufacturerModelName: {model}
        DeviceSerialNumber: {serial}
        SoftwareVersions: {software}
        SeriesInstanceUID: {uid}
        SeriesNumber: {number}
        PerformedProcedureStepStartDate: {date}
        PerformedProcedureStepStartTime: {time}
        PerformedProcedureStepID: PPS{accession}
        PerformedProcedureStepDescription: {description}
        RequestAttributesSequence
          ScheduledProcedureStepDescription: {description}
          ScheduledProcedureStepID: SPS{accession}
          RequestedProcedureID: RP{accession}
        """);

    public static DataSet Study(StudyContext study)
    {
        var (date, time) = StudyContext.Stamp(study.Start);
        var patient = study.Patient;
        var accession = $"A{study.Plan.Patient % 1_000_000:D6}{study.Plan.Study % 100:D2}";
        var data = new DataSet(patient.Site.Text);
        if (patient.Site.Text.Term is { } term)
            data.Set("SpecificCharacterSet", term);
        StudyTemplate.Fill(
            data,
            ("date", date), ("time", time[..6]), ("accession", accession), ("referrer", "Referrer^Sample"),
            ("institution", patient.Site.Institution), ("address", patient.Site.Address), ("ward", patient.Site.Ward),
            ("description", study.Plan.Protocol.Description), ("procedure", $"P{study.Plan.Protocol.Weight:D3}"),
            ("name", patient.Name), ("id", patient.Id), ("sex", patient.Sex), ("age", patient.AgeAt(study.Start)),
            ("birth", patient.BirthDate.ToString("yyyyMMdd", CultureInfo.InvariantCulture)),
            ("size", patient.SizeMetres.ToString(CultureInfo.InvariantCulture)),
            ("weight", patient.WeightKilograms.ToString(CultureInfo.InvariantCulture)),
            ("uid", study.Uid), ("studyId", accession[1..]));
        if (patient.Sex == "F")
            data.Set("PregnancyStatus", 4);
        return data;
    }

    public static void AddSeries(SampleSeries series, string description)
    {
        var (date, time) = StudyContext.Stamp(series.Study.TimeOf(series));
        var device = series.Device;
        SeriesTemplate.Fill(
            series.Common,
            ("date", date), ("time", time), ("modality", series.Modality), ("manufacturer", device.Manufacturer), ("station", device.Station),
            ("description", description), ("operator", $"Operator^{series.Study.Plan.Patient % 9}"), ("model", device.Model),
            ("serial", device.Serial), ("software", device.Software), ("uid", series.Uid),
            ("number", series.Number.ToString(CultureInfo.InvariantCulture)),
            ("accession", $"{series.Study.Plan.Patient % 1_000_000:D6}{series.Study.Plan.Study % 100:D2}"));
    }
}
