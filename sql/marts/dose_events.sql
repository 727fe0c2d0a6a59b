-- dose_events: the irradiation events of radiation dose reports.
-- Grain: one row per stored object and Irradiation Event X-Ray Data (113706, DCM; TID 10003) or CT Acquisition (113819, DCM; TID 10013) below
--   its root.
-- Source: dicom_all.
-- Caveats: numbers are in the unit that the report gives, which stands in numbers; the columns are the first of their code. Containers within
--   an event are looked into one level deep.
-- Needs: ContentSequence
-- Reads: SOPInstanceUID, SeriesInstanceUID, StudyInstanceUID, PatientID, Manufacturer, ManufacturerModelName, ContentSequence.ValueType,
--   ContentSequence.ConceptNameCodeSequence.CodeValue, ContentSequence.ConceptNameCodeSequence.CodingSchemeDesignator,
--   ContentSequence.ContentSequence.ValueType, ContentSequence.ContentSequence.ConceptNameCodeSequence.CodeValue,
--   ContentSequence.ContentSequence.ConceptNameCodeSequence.CodingSchemeDesignator,
--   ContentSequence.ContentSequence.ConceptNameCodeSequence.CodeMeaning,
--   ContentSequence.ContentSequence.MeasuredValueSequence.NumericValue,
--   ContentSequence.ContentSequence.MeasuredValueSequence.MeasurementUnitsCodeSequence.CodeValue,
--   ContentSequence.ContentSequence.ConceptCodeSequence.CodeValue,
--   ContentSequence.ContentSequence.ConceptCodeSequence.CodingSchemeDesignator,
--   ContentSequence.ContentSequence.ConceptCodeSequence.CodeMeaning, ContentSequence.ContentSequence.ContentSequence.ValueType,
--   ContentSequence.ContentSequence.ContentSequence.ConceptNameCodeSequence.CodeValue,
--   ContentSequence.ContentSequence.ContentSequence.ConceptNameCodeSequence.CodingSchemeDesignator,
--   ContentSequence.ContentSequence.ContentSequence.ConceptNameCodeSequence.CodeMeaning,
--   ContentSequence.ContentSequence.ContentSequence.MeasuredValueSequence.NumericValue,
--   ContentSequence.ContentSequence.ContentSequence.MeasuredValueSequence.MeasurementUnitsCodeSequence.CodeValue,
--   ContentSequence.ContentSequence.ContentSequence.ConceptCodeSequence.CodeValue,
--   ContentSequence.ContentSequence.ContentSequence.ConceptCodeSequence.CodingSchemeDesignator,
--   ContentSequence.ContentSequence.ContentSequence.ConceptCodeSequence.CodeMeaning, ContentSequence.ContentSequence.UID,
--   ContentSequence.ContentSequence.DateTime, ContentSequence.ContentSequence.TextValue
create table dose_events as
with reports as (
  select source_uri, SOPInstanceUID, SeriesInstanceUID, StudyInstanceUID, PatientID, Manufacturer, ManufacturerModelName, Modality, ContentSequence as roots
  from dicom_all
  where len(ContentSequence) > 0
),
roots as (
  select * exclude (roots), unnest(roots) as root, unnest(range(len(roots))) as item_number from reports
),
events as (
  select
    * exclude (root),
    root.ConceptNameCodeSequence[1].CodeValue as event_code,
    root.ContentSequence as items
  from roots
  where root.ValueType = 'CONTAINER' and code_text(root.ConceptNameCodeSequence) in ('DCM:113706', 'DCM:113819')
),
measured as (
  select
    * exclude (items),
    items,
    list_concat(
      list_transform(
        list_filter(items, lambda item : item.ValueType = 'NUM'),
        lambda item : {
          'code': code_text(item.ConceptNameCodeSequence),
          'meaning': item.ConceptNameCodeSequence[1].CodeMeaning,
          'value': item.MeasuredValueSequence[1].NumericValue[1],
          'unit': item.MeasuredValueSequence[1].MeasurementUnitsCodeSequence[1].CodeValue
        }
      ),
      list_transform(
        list_filter(flatten(list_transform(items, lambda item : item.ContentSequence)), lambda item : item.ValueType = 'NUM'),
        lambda item : {
          'code': code_text(item.ConceptNameCodeSequence),
          'meaning': item.ConceptNameCodeSequence[1].CodeMeaning,
          'value': item.MeasuredValueSequence[1].NumericValue[1],
          'unit': item.MeasuredValueSequence[1].MeasurementUnitsCodeSequence[1].CodeValue
        }
      )
    ) as numbers
  from events
)
select
  source_uri,
  item_number,
  SOPInstanceUID,
  SeriesInstanceUID,
  StudyInstanceUID,
  PatientID,
  Modality,
  Manufacturer,
  ManufacturerModelName,
  if(event_code = '113706', 'X-Ray', 'CT') as event_kind,
  content_items(items, 'UIDREF', 'DCM', '113769')[1].UID as irradiation_event_uid,
  dicom_datetime(content_items(items, 'DATETIME', 'DCM', '111526')[1].DateTime) as started_at,
  coalesce(
    content_items(items, 'CODE', 'DCM', '113721')[1].ConceptCodeSequence[1].CodeMeaning,
    content_items(items, 'CODE', 'DCM', '113820')[1].ConceptCodeSequence[1].CodeMeaning
  ) as event_type,
  content_items(items, 'CODE', 'DCM', '113764')[1].ConceptCodeSequence[1].CodeMeaning as acquisition_plane,
  content_items(items, 'TEXT', 'DCM', '125203')[1].TextValue as acquisition_protocol,
  code_item(list_concat(
    content_items(items, 'CODE', 'DCM', '123014'), content_items(items, 'CODE', 'SCT', '123037004')
  )[1].ConceptCodeSequence) as target_region,
  list_filter(numbers, lambda n : n.code = 'DCM:122130')[1].value as dose_area_product,
  list_filter(numbers, lambda n : n.code = 'DCM:113738')[1].value as dose_rp,
  list_filter(numbers, lambda n : n.code = 'DCM:113733')[1].value as kvp,
  list_filter(numbers, lambda n : n.code = 'DCM:113734')[1].value as x_ray_tube_current,
  list_filter(numbers, lambda n : n.code = 'DCM:113736')[1].value as exposure,
  list_filter(numbers, lambda n : n.code = 'DCM:113824')[1].value as exposure_time,
  list_filter(numbers, lambda n : n.code = 'DCM:113742')[1].value as irradiation_duration,
  list_filter(numbers, lambda n : n.code = 'DCM:113791')[1].value as pulse_rate,
  list_filter(numbers, lambda n : n.code = 'DCM:113768')[1].value as number_of_pulses,
  list_filter(numbers, lambda n : n.code = 'DCM:112011')[1].value as positioner_primary_angle,
  list_filter(numbers, lambda n : n.code = 'DCM:112012')[1].value as positioner_secondary_angle,
  list_filter(numbers, lambda n : n.code = 'DCM:113750')[1].value as distance_source_to_detector,
  list_filter(numbers, lambda n : n.code = 'DCM:113748')[1].value as distance_source_to_isocenter,
  list_filter(numbers, lambda n : n.code = 'DCM:111631')[1].value as average_glandular_dose,
  list_filter(numbers, lambda n : n.code = 'DCM:113830')[1].value as mean_ctdivol,
  list_filter(numbers, lambda n : n.code = 'DCM:113838')[1].value as dlp,
  numbers
from measured
order by source_uri, item_number;
comment on table dose_events is 'Irradiation events of dose reports: one row per object and event.';
comment on column dose_events.source_uri is 'Where the object is; key with item_number';
comment on column dose_events.item_number is 'Place of the event among the children of the document, from 0';
comment on column dose_events.SOPInstanceUID is 'SOP Instance UID of the report';
comment on column dose_events.SeriesInstanceUID is 'Series Instance UID of the report';
comment on column dose_events.StudyInstanceUID is 'Study Instance UID';
comment on column dose_events.PatientID is 'Patient ID';
comment on column dose_events.Modality is 'Modality of the report';
comment on column dose_events.Manufacturer is 'Manufacturer';
comment on column dose_events.ManufacturerModelName is 'Manufacturer''s model name';
comment on column dose_events.event_kind is 'X-Ray (TID 10003) or CT (TID 10013)';
comment on column dose_events.irradiation_event_uid is 'Irradiation Event UID (113769, DCM)';
comment on column dose_events.started_at is 'DateTime Started (111526, DCM), wall clock as recorded';
comment on column dose_events.event_type is 'Irradiation Event Type (113721, DCM) or CT Acquisition Type (113820, DCM)';
comment on column dose_events.acquisition_plane is 'Acquisition Plane (113764, DCM)';
comment on column dose_events.acquisition_protocol is 'Acquisition Protocol (125203, DCM)';
comment on column dose_events.target_region is 'Target Region (123014, DCM), a code as STRUCT';
comment on column dose_events.dose_area_product is 'Dose Area Product (122130, DCM); Gy.m2 by TID 10003';
comment on column dose_events.dose_rp is 'Dose (RP) (113738, DCM); Gy by TID 10003';
comment on column dose_events.kvp is 'KVP (113733, DCM); kV';
comment on column dose_events.x_ray_tube_current is 'X-Ray Tube Current (113734, DCM); mA';
comment on column dose_events.exposure is 'Exposure (113736, DCM); uA.s';
comment on column dose_events.exposure_time is 'Exposure Time (113824, DCM); ms or s';
comment on column dose_events.irradiation_duration is 'Irradiation Duration (113742, DCM); s';
comment on column dose_events.pulse_rate is 'Pulse Rate (113791, DCM); per s';
comment on column dose_events.number_of_pulses is 'Number of Pulses (113768, DCM)';
comment on column dose_events.positioner_primary_angle is 'Positioner Primary Angle (112011, DCM); deg';
comment on column dose_events.positioner_secondary_angle is 'Positioner Secondary Angle (112012, DCM); deg';
comment on column dose_events.distance_source_to_detector is 'Distance Source to Detector (113750, DCM); mm';
comment on column dose_events.distance_source_to_isocenter is 'Distance Source to Isocenter (113748, DCM); mm';
comment on column dose_events.average_glandular_dose is 'Average Glandular Dose (111631, DCM); mGy or dGy';
comment on column dose_events.mean_ctdivol is 'Mean CTDIvol (113830, DCM); mGy';
comment on column dose_events.dlp is 'DLP (113838, DCM); mGy.cm';
comment on column dose_events.numbers is 'Every number of the event and of the containers in it: code (scheme:value), meaning, value, unit';
