namespace Etl.Worker.Sample;

/// <summary>Private data elements in the manner of three makers (PS3.5 7.8): numbers and codes, binary headers, sequences.</summary>
internal static class PrivateBlocks
{
    private static readonly Template Ge = Template.Parse(
        """
        (0009,0010) LO: GEMS_IDEN_01
        (0009,1001) LO: SAMPLE_GENESIS_FF
        (0009,1002) SH: CT01
        (0009,1004) SH: Sample Scan
        (0009,1027) SL: 1262304000
        (0009,10E3) UI: 2.25.1
        (0019,0010) LO: GEMS_ACQU_01
        (0019,1002) SL: 912
        (0019,1003) DS: 397.45
        (0019,1023) DS: 20.625
        (0019,1024) DS: 12.331
        (0019,1026) SL: 1262304000
        (0019,109C) LO: EFGRE3D
        (0021,0010) LO: GEMS_RELA_01
        (0021,1003) SS: 4
        (0021,1035) SS: 0
        (0021,1091) SS: 0
        (0025,0010) LO: GEMS_SERS_01
        (0025,1006) SS: 0
        (0025,1007) SL: 96
        (0025,101B) OB: #512
        (0043,0010) LO: GEMS_PARM_01
        (0043,1010) US: 400
        (0043,1025) SS: 24\-1\1\0\0\0
        (0043,1028) OB: #80
        (0043,1039) IS: 1000000800\8\0\0
        (0045,0010) LO: GEMS_HELIOS_01
        (0045,1001) SS: 16
        (0045,1006) OB: #64
        """);

    private static readonly Template Siemens = Template.Parse(
        """
        (0019,0010) LO: SIEMENS MR HEADER
        (0019,1008) CS: IMAGE NUM 4
        (0019,1009) LO: 1.0
        (0019,100C) IS: 0
        (0019,1018) IS: 5200
        (0029,0010) LO: SIEMENS CSA HEADER
        (0029,0011) LO: SIEMENS MEDCOM HEADER2
        (0029,1008) CS: IMAGE NUM 4
        (0029,1009) LO: 20240115
        (0029,1010) OB: #2816
        (0029,1018) CS: MR
        (0029,1019) LO: 20240115
        (0029,1020) OB: #4096
        (0029,1160) LO: com
        (0051,0010) LO: SIEMENS MR HEADER
        (0051,1008) CS: IMAGE NUM 4
        (0051,100A) LO: TA 03.52
        (0051,100C) LO: FoV 256*256
        (0051,100E) LO: Tra
        (0051,100F) LO: C:HEA;HEP
        (0051,1016) LO: M/DIS2D
        """);

    private static readonly Template SiemensCt = Template.Parse(
        """
        (0019,0010) LO: SIEMENS CT VA0  COAD
        (0019,10B0) DS: 0.5
        (0021,0010) LO: SIEMENS MED
        (0021,1010) DS: 1.0
        (0029,0010) LO: SIEMENS CSA HEADER
        (0029,1008) CS: SOM 7
        (0029,1010) OB: #1536
        (0029,1020) OB: #2048
        """);

    private static readonly Template Philips = Template.Parse(
        """
        (2001,0010) LO: Philips Imaging DD 001
        (2001,1001) FL: 0
        (2001,1003) FL: 0
        (2001,1008) IS: 1
        (2001,100A) IS: 12
        (2001,1018) SL: 30
        (2001,105F)
          (2001,0010) LO: Philips Imaging DD 001
          (2001,102D) SS: 30
          (2001,1035) SS: 1
          (2001,1036) CS: PARALLEL
        (2005,0010) LO: Philips MR Imaging DD 001
        (2005,0014) LO: Philips MR Imaging DD 005
        (2005,1000) FL: -12.25
        (2005,1008) FL: 4.5
        (2005,100E) FL: 0.0123
        (2005,1402)
          (2005,0014) LO: Philips MR Imaging DD 005
          (2005,1432) LO: Sample nested
        """);

    public static void Add(Vendor vendor, string modality, DataSet data)
    {
        var block = vendor switch
        {
            Vendor.Ge => Ge,
            Vendor.Siemens when modality == "CT" => SiemensCt,
            Vendor.Siemens => Siemens,
            Vendor.Philips => Philips,
            _ => null,
        };
        block?.Fill(data);
    }
}
