-- quantitative_measurements: the numbers of structured reports by TID 1500.
-- Grain: one row per stored object whose template is TID 1500, measurement group and numeric content item (NUM) of the group.
-- Source: dicom_all, instance_keys.
-- Caveats: IDC's quantitative_measurements looks for the derivation in the first modifier only, and lacks what its measurement_groups lacks.
--   Of several values of an item the first counts.
-- Needs: ContentSequence
-- Reads: PatientID, SOPInstanceUID, SeriesInstanceUID, SeriesDescription, ContentTemplateSequence.TemplateIdentifier,
--   ContentTemplateSequence.MappingResource, ContentSequence.ContentSequence.ValueType,
--   ContentSequence.ContentSequence.ConceptNameCodeSequence.CodeValue,
--   ContentSequence.ContentSequence.ConceptNameCodeSequence.CodingSchemeDesignator,
--   ContentSequence.ContentSequence.ContentSequence.ValueType,
--   ContentSequence.ContentSequence.ContentSequence.ConceptNameCodeSequence.CodeValue,
--   ContentSequence.ContentSequence.ContentSequence.ConceptNameCodeSequence.CodingSchemeDesignator,
--   ContentSequence.ContentSequence.ContentSequence.ConceptNameCodeSequence.CodeMeaning,
--   ContentSequence.ContentSequence.ContentSequence.TextValue, ContentSequence.ContentSequence.ContentSequence.UID,
--   ContentSequence.ContentSequence.ContentSequence.ConceptCodeSequence.CodeValue,
--   ContentSequence.ContentSequence.ContentSequence.ConceptCodeSequence.CodingSchemeDesignator,
--   ContentSequence.ContentSequence.ContentSequence.ConceptCodeSequence.CodeMeaning,
--   ContentSequence.ContentSequence.ContentSequence.ReferencedSOPSequence.ReferencedSOPClassUID,
--   ContentSequence.ContentSequence.ContentSequence.ReferencedSOPSequence.ReferencedSOPInstanceUID,
--   ContentSequence.ContentSequence.ContentSequence.ReferencedSOPSequence.ReferencedSegmentNumber,
--   ContentSequence.ContentSequence.ContentSequence.MeasuredValueSequence.NumericValue,
--   ContentSequence.ContentSequence.ContentSequence.MeasuredValueSequence.MeasurementUnitsCodeSequence.CodeValue,
--   ContentSequence.ContentSequence.ContentSequence.MeasuredValueSequence.MeasurementUnitsCodeSequence.CodingSchemeDesignator,
--   ContentSequence.ContentSequence.ContentSequence.MeasuredValueSequence.MeasurementUnitsCodeSequence.CodeMeaning,
--   ContentSequence.ContentSequence.ContentSequence.ContentSequence.ValueType,
--   ContentSequence.ContentSequence.ContentSequence.ContentSequence.ConceptNameCodeSequence.CodeValue,
--   ContentSequence.ContentSequence.ContentSequence.ContentSequence.ConceptNameCodeSequence.CodingSchemeDesignator,
--   ContentSequence.ContentSequence.ContentSequence.ContentSequence.ConceptCodeSequence.CodeValue,
--   ContentSequence.ContentSequence.ContentSequence.ContentSequence.ConceptCodeSequence.CodingSchemeDesignator,
--   ContentSequence.ContentSequence.ContentSequence.ContentSequence.ConceptCodeSequence.CodeMeaning
create table quantitative_measurements as
with documents as (
  select source_uri, PatientID, SOPInstanceUID, SeriesInstanceUID, SeriesDescription, ContentSequence as roots
  from dicom_all
  where ContentTemplateSequence[1].TemplateIdentifier = '1500'
    and coalesce(ContentTemplateSequence[1].MappingResource, 'DCMR') = 'DCMR'
),
containers as (
  select documents.* exclude (roots), container_number - 1 as container_number, roots[container_number].ContentSequence as children
  from documents, unnest(range(1, len(roots) + 1)) as numbers(container_number)
),
groups as (
  select
    containers.* exclude (children),
    number - 1 as measurementGroup_number,
    children[number].ContentSequence as items
  from containers, unnest(range(1, len(children) + 1)) as numbers(number)
  where children[number].ValueType = 'CONTAINER'
    and children[number].ConceptNameCodeSequence[1].CodeValue = '125007'
    and children[number].ConceptNameCodeSequence[1].CodingSchemeDesignator = 'DCM'
),
described as (
  select
    *,
    content_items(items, 'TEXT', 'DCM', '112039')[1].TextValue as trackingIdentifier,
    content_items(items, 'UIDREF', 'DCM', '112040')[1].UID as trackingUniqueIdentifier,
    content_items(items, 'CODE', 'DCM', '121071') as findings,
    list_concat(content_items(items, 'CODE', 'SCT', '363698007'), content_items(items, 'CODE', 'SRT', 'G-C0E3')) as sites,
    content_items(items, 'UIDREF', 'DCM', '121232')[1].UID as sourceSegmentedSeriesUID,
    list_filter(
      items,
      lambda item : item.ValueType = 'IMAGE' and item.ReferencedSOPSequence[1].ReferencedSOPClassUID in ('1.2.840.10008.5.1.4.1.1.66.4', '1.2.840.10008.5.1.4.1.1.66.7')
    )[1].ReferencedSOPSequence[1] as segmentation
  from groups
),
segmented as (
  select SOPInstanceUID, min(SeriesInstanceUID) as SeriesInstanceUID
  from instance_keys
  where SOPInstanceUID in (select segmentation.ReferencedSOPInstanceUID from described)
  group by SOPInstanceUID
),
measurements as (
  select described.*, number - 1 as item_number, items[number] as item
  from described, unnest(range(1, len(items) + 1)) as numbers(number)
  where items[number].ValueType = 'NUM'
)
select
  measurements.source_uri,
  measurements.PatientID,
  measurements.SOPInstanceUID,
  measurements.SeriesInstanceUID,
  measurements.SeriesDescription,
  measurements.container_number,
  measurements.measurementGroup_number,
  measurements.trackingIdentifier,
  measurements.trackingUniqueIdentifier,
  code_item(measurements.findings[1].ConceptCodeSequence) as finding,
  code_item(measurements.sites[1].ConceptCodeSequence) as findingSite,
  measurements.sourceSegmentedSeriesUID,
  measurements.segmentation.ReferencedSOPInstanceUID as segmentationInstanceUID,
  measurements.segmentation.ReferencedSegmentNumber[1] as segmentationSegmentNumber,
  segmented.SeriesInstanceUID as segmentationSeriesUID,
  measurements.item_number,
  code_item(measurements.item.ConceptNameCodeSequence) as Quantity,
  code_item(content_items(measurements.item.ContentSequence, 'CODE', 'DCM', '121401')[1].ConceptCodeSequence) as derivationModifier,
  code_item(list_concat(
    content_items(measurements.sites[1].ContentSequence, 'CODE', 'SCT', '272741003'),
    content_items(measurements.sites[1].ContentSequence, 'CODE', 'SRT', 'G-C171')
  )[1].ConceptCodeSequence) as lateralityModifier,
  measurements.item.MeasuredValueSequence[1].NumericValue[1] as Value,
  code_item(measurements.item.MeasuredValueSequence[1].MeasurementUnitsCodeSequence) as Units
from measurements
left join segmented on segmented.SOPInstanceUID = measurements.segmentation.ReferencedSOPInstanceUID
order by measurements.source_uri, measurements.container_number, measurements.measurementGroup_number, measurements.item_number;
comment on table quantitative_measurements is 'Numbers of structured reports (TID 1500): one row per report, group and number, with IDC''s column names.';
comment on column quantitative_measurements.source_uri is 'Where the object is; key with container_number, measurementGroup_number and item_number';
comment on column quantitative_measurements.PatientID is 'Patient ID';
comment on column quantitative_measurements.SOPInstanceUID is 'SOP Instance UID of the report';
comment on column quantitative_measurements.SeriesInstanceUID is 'Series Instance UID of the report';
comment on column quantitative_measurements.SeriesDescription is 'Series description of the report';
comment on column quantitative_measurements.container_number is 'Place of the container of groups among the children of the document, from 0; not in IDC''s table';
comment on column quantitative_measurements.measurementGroup_number is 'Place of the group among all children of its container, from 0';
comment on column quantitative_measurements.trackingIdentifier is 'Tracking identifier (112039, DCM)';
comment on column quantitative_measurements.trackingUniqueIdentifier is 'Tracking unique identifier (112040, DCM)';
comment on column quantitative_measurements.finding is 'Finding (121071, DCM), a code as STRUCT; the first if there are several';
comment on column quantitative_measurements.findingSite is 'Finding site (363698007, SCT or G-C0E3, SRT), a code as STRUCT; the first if there are several';
comment on column quantitative_measurements.sourceSegmentedSeriesUID is 'Series that was segmented (121232, DCM)';
comment on column quantitative_measurements.segmentationInstanceUID is 'Segmentation that the group refers to; NULL for regions of other kinds';
comment on column quantitative_measurements.segmentationSegmentNumber is 'Segment of it; the first if there are several';
comment on column quantitative_measurements.segmentationSeriesUID is 'Series of the segmentation; NULL if it is not in the archive';
comment on column quantitative_measurements.item_number is 'Place of the item among the items of the group, from 0; not in IDC''s table';
comment on column quantitative_measurements.Quantity is 'What was measured, a code as STRUCT';
comment on column quantitative_measurements.derivationModifier is 'Derivation (121401, DCM), e.g. mean, a code as STRUCT';
comment on column quantitative_measurements.lateralityModifier is 'Laterality of the finding site (272741003, SCT or G-C171, SRT), a code as STRUCT';
comment on column quantitative_measurements.Value is 'The number; NULL if the report gives none';
comment on column quantitative_measurements.Units is 'Its unit, a code as STRUCT';
