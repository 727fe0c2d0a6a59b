-- rt_dose_summary: the RT dose objects.
-- Grain: one row per stored object of RT Dose Storage.
-- Source: dicom_all.
-- Caveats: doses of histograms are in dose_units of the histogram, which may be another than the grid's. The dose itself is pixel data.
-- Reads: PatientID, StudyInstanceUID, SeriesInstanceUID, SOPInstanceUID, FrameOfReferenceUID, DoseUnits, DoseType, DoseSummationType,
--   DoseGridScaling, TissueHeterogeneityCorrection, Rows, Columns, NumberOfFrames, PixelSpacing, GridFrameOffsetVector,
--   ImagePositionPatient, ReferencedRTPlanSequence.ReferencedSOPInstanceUID, ReferencedStructureSetSequence.ReferencedSOPInstanceUID,
--   DVHSequence.DVHType, DVHSequence.DoseUnits, DVHSequence.DVHMinimumDose, DVHSequence.DVHMaximumDose, DVHSequence.DVHMeanDose,
--   DVHSequence.DVHReferencedROISequence.ReferencedROINumber
create view rt_dose_summary as
select
  source_uri,
  PatientID,
  StudyInstanceUID,
  SeriesInstanceUID,
  SOPInstanceUID,
  FrameOfReferenceUID,
  DoseUnits,
  DoseType,
  DoseSummationType,
  DoseGridScaling,
  TissueHeterogeneityCorrection,
  Rows,
  Columns,
  NumberOfFrames,
  PixelSpacing,
  ImagePositionPatient,
  if(
    len(GridFrameOffsetVector) > 1,
    (GridFrameOffsetVector[len(GridFrameOffsetVector)] - GridFrameOffsetVector[1]) / (len(GridFrameOffsetVector) - 1),
    null
  ) as grid_frame_spacing_mm,
  list_distinct(list_transform(ReferencedRTPlanSequence, lambda item : item.ReferencedSOPInstanceUID)) as plans,
  list_distinct(list_transform(ReferencedStructureSetSequence, lambda item : item.ReferencedSOPInstanceUID)) as structure_sets,
  coalesce(len(DVHSequence), 0) as histograms,
  list_transform(DVHSequence, lambda item : {
    'roi_numbers': list_transform(item.DVHReferencedROISequence, lambda roi : roi.ReferencedROINumber),
    'type': item.DVHType,
    'dose_units': item.DoseUnits,
    'minimum_dose': item.DVHMinimumDose,
    'maximum_dose': item.DVHMaximumDose,
    'mean_dose': item.DVHMeanDose
  }) as dvhs
from dicom_all
where SOPClassUID = '1.2.840.10008.5.1.4.1.1.481.2';
comment on view rt_dose_summary is 'RT dose objects: one row per object.';
comment on column rt_dose_summary.source_uri is 'Where the object is; key';
comment on column rt_dose_summary.PatientID is 'Patient ID';
comment on column rt_dose_summary.StudyInstanceUID is 'Study Instance UID';
comment on column rt_dose_summary.SeriesInstanceUID is 'Series Instance UID';
comment on column rt_dose_summary.SOPInstanceUID is 'SOP Instance UID';
comment on column rt_dose_summary.FrameOfReferenceUID is 'Frame of reference';
comment on column rt_dose_summary.DoseUnits is 'GY or RELATIVE';
comment on column rt_dose_summary.DoseType is 'PHYSICAL, EFFECTIVE or ERROR';
comment on column rt_dose_summary.DoseSummationType is 'What the dose sums up: PLAN, FRACTION, BEAM, …';
comment on column rt_dose_summary.DoseGridScaling is 'Factor from stored values to DoseUnits';
comment on column rt_dose_summary.TissueHeterogeneityCorrection is 'How heterogeneity was corrected';
comment on column rt_dose_summary.Rows is 'Rows of the grid';
comment on column rt_dose_summary.Columns is 'Columns of the grid';
comment on column rt_dose_summary.NumberOfFrames is 'Planes of the grid';
comment on column rt_dose_summary.PixelSpacing is 'Distances between rows and columns in mm';
comment on column rt_dose_summary.ImagePositionPatient is 'Position of the first plane in mm';
comment on column rt_dose_summary.grid_frame_spacing_mm is 'Mean distance between planes in mm, by GridFrameOffsetVector';
comment on column rt_dose_summary.plans is 'RT plans referred to';
comment on column rt_dose_summary.structure_sets is 'Structure sets referred to';
comment on column rt_dose_summary.histograms is 'Dose-volume histograms';
comment on column rt_dose_summary.dvhs is 'The histograms: numbers of the regions, type, unit, smallest, largest and mean dose';
