-- ct_index: how the CT series were acquired and reconstructed.
-- Grain: one row per SeriesInstanceUID with instances of CT Image Storage.
-- Source: dicom_all.
-- Caveats: a value chosen among several is the smallest, and the column is named in varying; IDC's ct_index takes any of them without telling.
--   Enhanced CT has its values in functional groups: see frames.
-- Reads: SeriesInstanceUID, SOPClassUID, ImageType, PixelSpacing, Rows, Columns, SliceThickness, KVP,
--   ScanOptions, ConvolutionKernel, GantryDetectorTilt, FilterType, DataCollectionDiameter,
--   ReconstructionDiameter, SpiralPitchFactor, XRayTubeCurrent, Exposure, ExposureTime
create table ct_index as
with described as (
  select
    SeriesInstanceUID,
    ImageType,
    PixelSpacing[1] as PixelSpacing_row_mm,
    PixelSpacing[2] as PixelSpacing_col_mm,
    Rows,
    Columns,
    SliceThickness,
    KVP,
    ScanOptions,
    ConvolutionKernel,
    GantryDetectorTilt,
    FilterType,
    DataCollectionDiameter,
    ReconstructionDiameter,
    SpiralPitchFactor,
    XRayTubeCurrent,
    Exposure,
    ExposureTime,
    instances
  from dicom_groups
  where SOPClassUID = '1.2.840.10008.5.1.4.1.1.2'
)
select
  SeriesInstanceUID,
  min(ImageType) as ImageType,
  min(PixelSpacing_row_mm) as PixelSpacing_row_mm,
  min(PixelSpacing_col_mm) as PixelSpacing_col_mm,
  min(Rows) as Rows,
  min(Columns) as Columns,
  min(SliceThickness) as SliceThickness,
  min(KVP) as KVP,
  min(ScanOptions) as ScanOptions,
  min(ConvolutionKernel) as ConvolutionKernel,
  min(GantryDetectorTilt) as GantryDetectorTilt,
  min(FilterType) as FilterType,
  min(DataCollectionDiameter) as DataCollectionDiameter,
  min(ReconstructionDiameter) as ReconstructionDiameter,
  min(SpiralPitchFactor) as SpiralPitchFactor,
  min(XRayTubeCurrent) as XRayTubeCurrent_min,
  max(XRayTubeCurrent) as XRayTubeCurrent_max,
  min(Exposure) as Exposure_min,
  max(Exposure) as Exposure_max,
  min(ExposureTime) as ExposureTime_min,
  max(ExposureTime) as ExposureTime_max,
  sum(instances)::bigint as instanceCount,
  list_filter([
    if(several(ImageType), 'ImageType', null),
    if(several(PixelSpacing_row_mm), 'PixelSpacing_row_mm', null),
    if(several(PixelSpacing_col_mm), 'PixelSpacing_col_mm', null),
    if(several(Rows), 'Rows', null),
    if(several(Columns), 'Columns', null),
    if(several(SliceThickness), 'SliceThickness', null),
    if(several(KVP), 'KVP', null),
    if(several(ScanOptions), 'ScanOptions', null),
    if(several(ConvolutionKernel), 'ConvolutionKernel', null),
    if(several(GantryDetectorTilt), 'GantryDetectorTilt', null),
    if(several(FilterType), 'FilterType', null),
    if(several(DataCollectionDiameter), 'DataCollectionDiameter', null),
    if(several(ReconstructionDiameter), 'ReconstructionDiameter', null),
    if(several(SpiralPitchFactor), 'SpiralPitchFactor', null)
  ], lambda name : name is not null) as varying
from described
group by SeriesInstanceUID
order by SeriesInstanceUID;
comment on table ct_index is 'How the CT series were acquired and reconstructed: one row per series, with IDC''s column names.';
comment on column ct_index.SeriesInstanceUID is 'Series Instance UID; key; NULL for instances without one';
comment on column ct_index.ImageType is 'Image type, the values in order';
comment on column ct_index.PixelSpacing_row_mm is 'Distance between rows in mm';
comment on column ct_index.PixelSpacing_col_mm is 'Distance between columns in mm';
comment on column ct_index.Rows is 'Rows';
comment on column ct_index.Columns is 'Columns';
comment on column ct_index.SliceThickness is 'Nominal slice thickness in mm';
comment on column ct_index.KVP is 'Peak voltage in kV';
comment on column ct_index.ScanOptions is 'Scan options';
comment on column ct_index.ConvolutionKernel is 'Convolution kernels';
comment on column ct_index.GantryDetectorTilt is 'Gantry tilt in degrees';
comment on column ct_index.FilterType is 'Filter in the beam';
comment on column ct_index.DataCollectionDiameter is 'Diameter of the region scanned in mm';
comment on column ct_index.ReconstructionDiameter is 'Diameter of the region reconstructed in mm';
comment on column ct_index.SpiralPitchFactor is 'Table travel per rotation by beam width';
comment on column ct_index.XRayTubeCurrent_min is 'Smallest tube current in mA';
comment on column ct_index.XRayTubeCurrent_max is 'Largest tube current in mA';
comment on column ct_index.Exposure_min is 'Smallest exposure in mAs';
comment on column ct_index.Exposure_max is 'Largest exposure in mAs';
comment on column ct_index.ExposureTime_min is 'Smallest exposure time in ms';
comment on column ct_index.ExposureTime_max is 'Largest exposure time in ms';
comment on column ct_index.instanceCount is 'Stored objects of CT Image Storage in the series';
comment on column ct_index.varying is 'Columns with more than one value in the series, of which the smallest stands there';
