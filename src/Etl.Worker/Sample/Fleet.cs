using System.Globalization;

namespace Etl.Worker.Sample;

/// <summary>The makers whose private blocks the generator imitates.</summary>
internal enum Vendor
{
    Other,
    Ge,
    Siemens,
    Philips,
}

/// <summary>One machine on the day of a study.</summary>
internal sealed record Device(string Manufacturer, string Model, Vendor Vendor, string Software, string Serial, string Station);

/// <summary>The machines of the sites, with the year each software version came.</summary>
internal static class Fleet
{
    private const string Table =
        """
        CT|GE MEDICAL SYSTEMS|Revolution CT|Ge|2015:revo_ct_16.3|2019:revo_ct_18.1|2023:revo_ct_22BC.50
        CT|SIEMENS|SOMATOM Force|Siemens|2015:syngo CT VA50A|2018:syngo CT VB10A|2022:syngo CT VB20A
        CT|Philips|iCT 256|Philips|2015:4.1.6|2020:4.1.10
        CT|TOSHIBA|Aquilion ONE|Other|2015:V6.00|2019:V8.4SP0002
        MR|SIEMENS|Skyra|Siemens|2015:syngo MR D13|2018:syngo MR E11|2023:syngo MR XA50
        MR|GE MEDICAL SYSTEMS|DISCOVERY MR750|Ge|2015:24\LX\MR Software release:DV24.0|2019:27\LX\MR Software release:DV26.0
        MR|Philips Medical Systems|Ingenia|Philips|2015:5.1.7\5.1.7.2|2020:5.6.1\5.6.1.0
        PT|SIEMENS|Biograph128_mCT|Siemens|2015:VG50A|2019:VG70C
        PT|GE MEDICAL SYSTEMS|Discovery MI|Ge|2016:pet_mi.20|2021:pet_mi.52
        NM|GE MEDICAL SYSTEMS|Tandem_Discovery_670|Other|2015:1.003.513.0|2020:2.004.1
        US|Philips Medical Systems|EPIQ 7C|Other|2015:PMS5.1 Ultrasound iE33_1.5|2019:EPIQ 7C_5.0.2
        US|GE Vingmed Ultrasound|Vivid E95|Other|2016:201.73|2021:204.91
        CR|FUJI PHOTO FILM Co., ltd.|5501ES|Other|2015:A07-02
        CR|Agfa|DX-M|Other|2015:NX_3.0.8950|2020:NX_23.0.1
        DX|Carestream Health|DRX-Evolution|Other|2015:5.6.412.1|2020:5.7.608
        DX|Philips Medical Systems|DigitalDiagnost|Other|2015:2.0.4|2021:4.1.5
        MG|HOLOGIC, Inc.|Selenia Dimensions|Other|2015:AWS:1.7.3.63\PXCM:1.4.0.8|2020:AWS:1.10.2.11\PXCM:1.5.0.2
        XA|SIEMENS|AXIOM-Artis|Siemens|2015:VC21C 150416|2021:VE20B 200617
        RF|TOSHIBA_MEC|Ultimax-i|Other|2015:DR V5.10
        SM|Leica Biosystems|Aperio GT 450|Other|2018:1.0.1|2022:1.2.0
        ES|Olympus|EVIS EXERA III|Other|2015:3.01
        OP|Carl Zeiss Meditec|VISUCAM 500|Other|2015:4.2.1
        OPT|Heidelberg Engineering|Spectralis|Other|2015:6.9.5|2021:7.0.4
        ECG|Mortara Instrument, Inc.|ELI 350|Other|2015:V1.3.4
        RT|Varian Medical Systems|Eclipse|Other|2015:13.6.23|2020:15.6.05
        RTIMAGE|Varian Medical Systems|On-Board Imager|Other|2015:2.5.13
        WS|Sample Imaging Software|Reading Station|Other|2015:3.1|2019:4.0|2022:4.2
        """;

    private static readonly ILookup<string, string[]> Models = Table
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Trim().Split('|'))
        .ToLookup(fields => fields[0]);

    /// <summary>The machine of a modality; modalities without one of their own come from a workstation.</summary>
    public static Device Pick(string modality, Site site, DateTime date, Prng random)
    {
        var kind = modality is "RTSTRUCT" or "RTPLAN" or "RTDOSE" ? "RT" : Models.Contains(modality) ? modality : "WS";
        var models = Models[kind].ToArray();
        var index = (site.Number + random.Next(Math.Min(2, models.Length))) % models.Length;
        var fields = models[index];
        var unit = random.Between(1, 2);
        var software = fields[4];
        foreach (var version in fields[4..])
        {
            if (int.Parse(version.AsSpan(0, 4), CultureInfo.InvariantCulture) <= date.Year)
                software = version;
        }

        var serial = 10000 + Prng.Hash((ulong)site.Number, (ulong)index, (ulong)unit, (ulong)kind[0]) % 89999;
        return new Device(
            fields[1], fields[2], Enum.Parse<Vendor>(fields[3]), software[5..], $"SN{serial}", $"{kind}{site.Number}{index}{unit}STN");
    }
}
