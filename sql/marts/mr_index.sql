-- mr_index: how the MR series were acquired.
-- Grain: one row per SeriesInstanceUID with instances of MR Image Storage.
-- Source: dicom_all.
-- Caveats: a value chosen among several is the smallest, and the column is named in varying; IDC's mr_index takes any of them without telling.
--   Enhanced MR has its values in functional groups: see frames.
-- Reads: SeriesInstanceUID, SOPClassUID, MagneticFieldStrength, ScanningSequence, SequenceVariant,
--   MRAcquisitionType, RepetitionTime, EchoTrainLength, FlipAngle, PixelBandwidth, ImagingFrequency,
--   ImagedNucleus, PixelSpacing, Rows, Columns, SliceThickness, InversionTime, ReceiveCoilName, SequenceName,
--   NumberOfTemporalPositions, EchoTime, DiffusionBValue
create table mr_index as
with described as (
  select
    SeriesInstanceUID,
    MagneticFieldStrength,
    ScanningSequence,
    SequenceVariant,
    MRAcquisitionType,
    RepetitionTime,
    EchoTrainLength,
    FlipAngle,
    PixelBandwidth,
    ImagingFrequency,
    ImagedNucleus,
    PixelSpacing[1] as PixelSpacing_row_mm,
    PixelSpacing[2] as PixelSpacing_col_mm,
    Rows,
    Columns,
    SliceThickness,
    InversionTime,
    ReceiveCoilName,
    SequenceName,
    NumberOfTemporalPositions,
    EchoTime,
    DiffusionBValue,
    instances
  from dicom_groups
  where SOPClassUID = '1.2.840.10008.5.1.4.1.1.4'
)
select
  SeriesInstanceUID,
  min(MagneticFieldStrength) as MagneticFieldStrength,
  min(ScanningSequence) as ScanningSequence,
  min(SequenceVariant) as SequenceVariant,
  min(MRAcquisitionType) as MRAcquisitionType,
  min(RepetitionTime) as RepetitionTime,
  min(EchoTrainLength) as EchoTrainLength,
  min(FlipAngle) as FlipAngle,
  min(PixelBandwidth) as PixelBandwidth,
  min(ImagingFrequency) as ImagingFrequency,
  min(ImagedNucleus) as ImagedNucleus,
  min(PixelSpacing_row_mm) as PixelSpacing_row_mm,
  min(PixelSpacing_col_mm) as PixelSpacing_col_mm,
  min(Rows) as Rows,
  min(Columns) as Columns,
  min(SliceThickness) as SliceThickness,
  min(InversionTime) as InversionTime,
  min(ReceiveCoilName) as ReceiveCoilName,
  min(SequenceName) as SequenceName,
  min(NumberOfTemporalPositions) as NumberOfTemporalPositions,
  list_sort(list(distinct EchoTime) filter (EchoTime is not null)) as EchoTime,
  list_sort(list(distinct DiffusionBValue) filter (DiffusionBValue is not null)) as DiffusionBValue,
  sum(instances)::bigint as instanceCount,
  list_filter([
    if(several(MagneticFieldStrength), 'MagneticFieldStrength', null),
    if(several(ScanningSequence), 'ScanningSequence', null),
    if(several(SequenceVariant), 'SequenceVariant', null),
    if(several(MRAcquisitionType), 'MRAcquisitionType', null),
    if(several(RepetitionTime), 'RepetitionTime', null),
    if(several(EchoTrainLength), 'EchoTrainLength', null),
    if(several(FlipAngle), 'FlipAngle', null),
    if(several(PixelBandwidth), 'PixelBandwidth', null),
    if(several(ImagingFrequency), 'ImagingFrequency', null),
    if(several(ImagedNucleus), 'ImagedNucleus', null),
    if(several(PixelSpacing_row_mm), 'PixelSpacing_row_mm', null),
    if(several(PixelSpacing_col_mm), 'PixelSpacing_col_mm', null),
    if(several(Rows), 'Rows', null),
    if(several(Columns), 'Columns', null),
    if(several(SliceThickness), 'SliceThickness', null),
    if(several(InversionTime), 'InversionTime', null),
    if(several(ReceiveCoilName), 'ReceiveCoilName', null),
    if(several(SequenceName), 'SequenceName', null),
    if(several(NumberOfTemporalPositions), 'NumberOfTemporalPositions', null)
  ], lambda name : name is not null) as varying
from described
group by SeriesInstanceUID
order by SeriesInstanceUID;
comment on table mr_index is 'How the MR series were acquired: one row per series, with IDC''s column names.';
comment on column mr_index.SeriesInstanceUID is 'Series Instance UID; key; NULL for instances without one';
comment on column mr_index.MagneticFieldStrength is 'Field strength in tesla, as recorded (some devices write gauss)';
comment on column mr_index.ScanningSequence is 'Types of data taken: SE, IR, GR, EP, RM';
comment on column mr_index.SequenceVariant is 'Variants of the sequence';
comment on column mr_index.MRAcquisitionType is '2D or 3D';
comment on column mr_index.RepetitionTime is 'Repetition time in ms';
comment on column mr_index.EchoTrainLength is 'Lines of k-space per excitation';
comment on column mr_index.FlipAngle is 'Flip angle in degrees';
comment on column mr_index.PixelBandwidth is 'Hertz per pixel';
comment on column mr_index.ImagingFrequency is 'Precession frequency in MHz';
comment on column mr_index.ImagedNucleus is 'Nucleus, e.g. 1H';
comment on column mr_index.PixelSpacing_row_mm is 'Distance between rows in mm';
comment on column mr_index.PixelSpacing_col_mm is 'Distance between columns in mm';
comment on column mr_index.Rows is 'Rows';
comment on column mr_index.Columns is 'Columns';
comment on column mr_index.SliceThickness is 'Nominal slice thickness in mm';
comment on column mr_index.InversionTime is 'Inversion time in ms';
comment on column mr_index.ReceiveCoilName is 'Receive coil';
comment on column mr_index.SequenceName is 'Name of the sequence';
comment on column mr_index.NumberOfTemporalPositions is 'Temporal positions';
comment on column mr_index.EchoTime is 'Distinct echo times in ms, in order';
comment on column mr_index.DiffusionBValue is 'Distinct values of DiffusionBValue in s/mm2, in order; vendors often have it in private attributes only';
comment on column mr_index.instanceCount is 'Stored objects of MR Image Storage in the series';
comment on column mr_index.varying is 'Columns with more than one value in the series, of which the smallest stands there';
