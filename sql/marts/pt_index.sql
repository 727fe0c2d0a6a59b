-- pt_index: how the PET series were acquired and corrected.
-- Grain: one row per SeriesInstanceUID with instances of Positron Emission Tomography Image Storage.
-- Source: dicom_all.
-- Caveats: a value chosen among several is the smallest, and the column is named in varying; IDC's pt_index takes any of them without telling.
--   Of several radiopharmaceuticals the first counts.
-- Reads: SeriesInstanceUID, SOPClassUID, Units, DecayCorrection, CorrectedImage, RandomsCorrectionMethod,
--   ReconstructionMethod, ScatterCorrectionMethod, AttenuationCorrectionMethod,
--   RadiopharmaceuticalInformationSequence, PixelSpacing, Rows, Columns, SliceThickness, NumberOfSlices,
--   NumberOfTimeSlices, SeriesType,
--   RadiopharmaceuticalInformationSequence.RadionuclideCodeSequence.CodeMeaning,
--   RadiopharmaceuticalInformationSequence.RadionuclideCodeSequence.CodeValue,
--   RadiopharmaceuticalInformationSequence.RadionuclideCodeSequence.CodingSchemeDesignator,
--   RadiopharmaceuticalInformationSequence.RadionuclideTotalDose,
--   RadiopharmaceuticalInformationSequence.RadiopharmaceuticalStartTime,
--   RadiopharmaceuticalInformationSequence.Radiopharmaceutical, ActualFrameDuration
create table pt_index as
with described as (
  select
    SeriesInstanceUID,
    array_to_string(SeriesType, '/') as SeriesType,
    Units,
    DecayCorrection,
    CorrectedImage,
    RandomsCorrectionMethod,
    ReconstructionMethod,
    ScatterCorrectionMethod,
    AttenuationCorrectionMethod,
    RadiopharmaceuticalInformationSequence[1].RadionuclideCodeSequence[1].CodeMeaning as RadionuclideCodeMeaning,
    code_text(RadiopharmaceuticalInformationSequence[1].RadionuclideCodeSequence) as RadionuclideCode,
    RadiopharmaceuticalInformationSequence[1].RadionuclideTotalDose as RadionuclideTotalDose,
    RadiopharmaceuticalInformationSequence[1].RadiopharmaceuticalStartTime as RadiopharmaceuticalStartTime,
    RadiopharmaceuticalInformationSequence[1].Radiopharmaceutical as Radiopharmaceutical,
    PixelSpacing[1] as PixelSpacing_row_mm,
    PixelSpacing[2] as PixelSpacing_col_mm,
    Rows,
    Columns,
    SliceThickness,
    NumberOfSlices,
    NumberOfTimeSlices,
    ActualFrameDuration,
    instances
  from dicom_groups
  where SOPClassUID = '1.2.840.10008.5.1.4.1.1.128'
)
select
  SeriesInstanceUID,
  min(SeriesType) as SeriesType,
  min(Units) as Units,
  min(DecayCorrection) as DecayCorrection,
  min(CorrectedImage) as CorrectedImage,
  min(RandomsCorrectionMethod) as RandomsCorrectionMethod,
  min(ReconstructionMethod) as ReconstructionMethod,
  min(ScatterCorrectionMethod) as ScatterCorrectionMethod,
  min(AttenuationCorrectionMethod) as AttenuationCorrectionMethod,
  min(RadionuclideCodeMeaning) as RadionuclideCodeMeaning,
  min(RadionuclideCode) as RadionuclideCode,
  min(RadionuclideTotalDose) as RadionuclideTotalDose,
  min(RadiopharmaceuticalStartTime) as RadiopharmaceuticalStartTime,
  min(Radiopharmaceutical) as Radiopharmaceutical,
  min(PixelSpacing_row_mm) as PixelSpacing_row_mm,
  min(PixelSpacing_col_mm) as PixelSpacing_col_mm,
  min(Rows) as Rows,
  min(Columns) as Columns,
  min(SliceThickness) as SliceThickness,
  min(NumberOfSlices) as NumberOfSlices,
  min(NumberOfTimeSlices) as NumberOfTimeSlices,
  list_sort(list(distinct ActualFrameDuration) filter (ActualFrameDuration is not null)) as ActualFrameDuration,
  sum(instances)::bigint as instanceCount,
  list_filter([
    if(several(SeriesType), 'SeriesType', null),
    if(several(Units), 'Units', null),
    if(several(DecayCorrection), 'DecayCorrection', null),
    if(several(CorrectedImage), 'CorrectedImage', null),
    if(several(RandomsCorrectionMethod), 'RandomsCorrectionMethod', null),
    if(several(ReconstructionMethod), 'ReconstructionMethod', null),
    if(several(ScatterCorrectionMethod), 'ScatterCorrectionMethod', null),
    if(several(AttenuationCorrectionMethod), 'AttenuationCorrectionMethod', null),
    if(several(RadionuclideCodeMeaning), 'RadionuclideCodeMeaning', null),
    if(several(RadionuclideCode), 'RadionuclideCode', null),
    if(several(RadionuclideTotalDose), 'RadionuclideTotalDose', null),
    if(several(RadiopharmaceuticalStartTime), 'RadiopharmaceuticalStartTime', null),
    if(several(Radiopharmaceutical), 'Radiopharmaceutical', null),
    if(several(PixelSpacing_row_mm), 'PixelSpacing_row_mm', null),
    if(several(PixelSpacing_col_mm), 'PixelSpacing_col_mm', null),
    if(several(Rows), 'Rows', null),
    if(several(Columns), 'Columns', null),
    if(several(SliceThickness), 'SliceThickness', null),
    if(several(NumberOfSlices), 'NumberOfSlices', null),
    if(several(NumberOfTimeSlices), 'NumberOfTimeSlices', null)
  ], lambda name : name is not null) as varying
from described
group by SeriesInstanceUID
order by SeriesInstanceUID;
comment on table pt_index is 'How the PET series were acquired and corrected: one row per series, with IDC''s column names.';
comment on column pt_index.SeriesInstanceUID is 'Series Instance UID; key; NULL for instances without one';
comment on column pt_index.SeriesType is 'Series type, its two values parted by a slash';
comment on column pt_index.Units is 'Unit of the pixels, e.g. BQML';
comment on column pt_index.DecayCorrection is 'Time that decay is corrected to: NONE, START or ADMIN';
comment on column pt_index.CorrectedImage is 'Corrections applied';
comment on column pt_index.RandomsCorrectionMethod is 'How randoms were corrected';
comment on column pt_index.ReconstructionMethod is 'How the images were reconstructed';
comment on column pt_index.ScatterCorrectionMethod is 'How scatter was corrected';
comment on column pt_index.AttenuationCorrectionMethod is 'How attenuation was corrected';
comment on column pt_index.RadionuclideCodeMeaning is 'Radionuclide: CodeMeaning of the first item';
comment on column pt_index.RadionuclideCode is 'Radionuclide as scheme:value; IDC has the meaning only';
comment on column pt_index.RadionuclideTotalDose is 'Dose administered in Bq';
comment on column pt_index.RadiopharmaceuticalStartTime is 'Time of administration, as ISO text';
comment on column pt_index.Radiopharmaceutical is 'Name of the radiopharmaceutical';
comment on column pt_index.PixelSpacing_row_mm is 'Distance between rows in mm';
comment on column pt_index.PixelSpacing_col_mm is 'Distance between columns in mm';
comment on column pt_index.Rows is 'Rows';
comment on column pt_index.Columns is 'Columns';
comment on column pt_index.SliceThickness is 'Nominal slice thickness in mm';
comment on column pt_index.NumberOfSlices is 'Slices';
comment on column pt_index.NumberOfTimeSlices is 'Time slices';
comment on column pt_index.ActualFrameDuration is 'Distinct frame durations in ms, in order';
comment on column pt_index.instanceCount is 'Stored objects of Positron Emission Tomography Image Storage in the series';
comment on column pt_index.varying is 'Columns with more than one value in the series, of which the smallest stands there';
