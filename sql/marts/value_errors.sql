-- value_errors: the values that are not what their VR or VM says.
-- Grain: one row per stored object, path and value that deviates.
-- Source: dicom_all.
-- Caveats: raw is the value as it stood and may identify a patient. A row here does not mean that the column is NULL: some values are read
--   in spite of their form. Paths have no item numbers.
-- Reads: SOPInstanceUID, Manufacturer, ManufacturerModelName
create view value_errors as
with errors as (
  select
    source_uri,
    SOPInstanceUID,
    SOPClassUID,
    Modality,
    Manufacturer,
    ManufacturerModelName,
    unnest(ValueErrors) as error
  from dicom_all
)
select
  source_uri,
  SOPInstanceUID,
  SOPClassUID,
  Modality,
  Manufacturer,
  ManufacturerModelName,
  error.Path as path,
  split_part(error.Path, '.', -1) as keyword,
  error.VR as vr,
  error.Reason as reason,
  error.Raw as raw,
  error.RawLength as raw_length
from errors;
comment on view value_errors is 'Values that are not what their VR or VM says: one row per object and value.';
comment on column value_errors.source_uri is 'Where the object is';
comment on column value_errors.SOPInstanceUID is 'SOP Instance UID';
comment on column value_errors.SOPClassUID is 'SOP class';
comment on column value_errors.Modality is 'Modality';
comment on column value_errors.Manufacturer is 'Manufacturer';
comment on column value_errors.ManufacturerModelName is 'Manufacturer''s model name';
comment on column value_errors.path is 'Path of the attribute: Keyword or Sequence.Keyword';
comment on column value_errors.keyword is 'Last part of the path';
comment on column value_errors.vr is 'VR that the value was read as';
comment on column value_errors.reason is 'What is wrong, as one of a fixed set of codes';
comment on column value_errors.raw is 'The value as it stood, cut where it is shorter than raw_length';
comment on column value_errors.raw_length is 'Length of the whole value in bytes';
