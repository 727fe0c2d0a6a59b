using System.Text;
using Etl.Schema.Dicom;

namespace Etl.Worker.Sample;

/// <summary>Applies one defect of <see cref="SampleDefectKind.Encoding"/> to a copy that is about to be written.</summary>
internal static class EncodingDefects
{
    public static readonly SampleDefect[] All =
        [.. SampleDefects.All.Where(line => line.Kind == SampleDefectKind.Encoding).Select(line => line.Defect)];

    public static FileForm FormOf(SampleDefect? defect) => defect switch
    {
        SampleDefect.MetaMissing => FileForm.NoMeta,
        SampleDefect.MetaLengthMissing => FileForm.NoMetaLength,
        SampleDefect.MetaLengthWrong => FileForm.WrongMetaLength,
        SampleDefect.TransferSyntaxWrong => FileForm.WrongTransferSyntax,
        SampleDefect.TrailingZeros => FileForm.TrailingZeros,
        _ => FileForm.Part10,
    };

    public static void Apply(SampleDefect defect, DataSet data)
    {
        switch (defect)
        {
            case SampleDefect.DsComma: Text(data, "SliceThickness", "2,5 "); break;
            case SampleDefect.DaOldForm: Text(data, "AcquisitionDate", "2024.01.31"); break;
            case SampleDefect.IsDecimal: Text(data, "AcquisitionNumber", "1.0 "); break;
            case SampleDefect.TmOldForm: Text(data, "ContentTime", "10:15:30"); break;
            case SampleDefect.VrMismatch:
                data.SetBytes("Rows", Vr.UL, [.. data.Bytes("Rows"), 0, 0]);
                data.SetBytes("StationName", Vr.LO, data.Bytes("StationName"));
                break;
            case SampleDefect.VrUn:
                data.SetBytes("ProtocolName", Vr.UN, data.Bytes("ProtocolName"));
                data.SetBytes("SeriesDescription", Vr.UN, data.Bytes("SeriesDescription"));
                break;
            case SampleDefect.OddLength: Text(data, "ImageComments", "odd by design"); break;
            case SampleDefect.OutOfOrder: data.SwapWithNext("StationName"); break;
            case SampleDefect.ValuesBeyondVm: data.Set("SeriesDescription", @"First part\Second part"); break;
            case SampleDefect.ModalityMissing: data.Remove("Modality"); break;
            case SampleDefect.CharsetUndeclared:
                data.Remove("SpecificCharacterSet").Set("PatientName", "Undeclared^Test");
                data.SetBytes("InstitutionName", Vr.LO, Encoding.Latin1.GetBytes("Hôpital Exémple "));
                break;
            case SampleDefect.CsLowerCase: Text(data, "BodyPartExamined", "Chest "); break;
            case SampleDefect.UiLeadingZero: data.Set("FrameOfReferenceUID", "2.25.007.1"); break;
            case SampleDefect.NulPadding: Text(data, "StationName", "STN\0"); break;
            case SampleDefect.ValueTooLong:
                Text(data, "StationName", "STATION-IN-THE-BASEMENT2");
                Text(data, "KVP", "120.0000000000000000");
                break;
            case SampleDefect.PrivateWithoutCreator: data.Put(new Tag(0x00771001), Vr.LO, "orphan"u8.ToArray()); break;
            case SampleDefect.GroupLength: data.Put(new Tag(0x00080000), Vr.UL, new byte[] { 0x90, 1, 0, 0 }); break;
        }
    }

    private static void Text(DataSet data, string keyword, string value) =>
        data.SetBytes(keyword, Keywords.Get(keyword).Vr, Encoding.ASCII.GetBytes(value));
}
