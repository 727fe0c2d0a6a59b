-- qualitative_measurements: the coded evaluations of structured reports by TID 1500.
-- Grain: one row per stored object whose template is TID 1500, measurement group and coded content item (CODE) of the group, except its finding
--   and its finding sites, which are columns.
-- Source: dicom_all, instance_keys.
-- Caveats: IDC's qualitative_measurements compares a meaning with a code, and so drops every item named by a code of DCM or SRT.
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
--   ContentSequence.ContentSequence.ContentSequence.ReferencedSOPSequence.ReferencedSegmentNumber
create table qualitative_measurements as
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
evaluations as (
  select described.*, number - 1 as item_number, items[number] as item
  from described, unnest(range(1, len(items) + 1)) as numbers(number)
  where items[number].ValueType = 'CODE'
    and coalesce(code_text(items[number].ConceptNameCodeSequence), '') not in ('DCM:121071', 'SCT:363698007', 'SRT:G-C0E3')
)
select
  evaluations.source_uri,
  evaluations.PatientID,
  evaluations.SOPInstanceUID,
  evaluations.SeriesInstanceUID,
  evaluations.SeriesDescription,
  evaluations.container_number,
  evaluations.measurementGroup_number,
  evaluations.trackingIdentifier,
  evaluations.trackingUniqueIdentifier,
  code_item(evaluations.findings[1].ConceptCodeSequence) as finding,
  code_item(evaluations.sites[1].ConceptCodeSequence) as findingSite,
  evaluations.sourceSegmentedSeriesUID,
  evaluations.segmentation.ReferencedSOPInstanceUID as segmentationInstanceUID,
  evaluations.segmentation.ReferencedSegmentNumber[1] as segmentationSegmentNumber,
  segmented.SeriesInstanceUID as segmentationSeriesUID,
  evaluations.item_number,
  code_item(evaluations.item.ConceptNameCodeSequence) as Quantity,
  code_item(evaluations.item.ConceptCodeSequence) as Value
from evaluations
left join segmented on segmented.SOPInstanceUID = evaluations.segmentation.ReferencedSOPInstanceUID
order by evaluations.source_uri, evaluations.container_number, evaluations.measurementGroup_number, evaluations.item_number;
comment on table qualitative_measurements is 'Coded evaluations of structured reports (TID 1500): one row per report, group and code, with IDC''s column names.';
comment on column qualitative_measurements.source_uri is 'Where the object is; key with container_number, measurementGroup_number and item_number';
comment on column qualitative_measurements.PatientID is 'Patient ID';
comment on column qualitative_measurements.SOPInstanceUID is 'SOP Instance UID of the report';
comment on column qualitative_measurements.SeriesInstanceUID is 'Series Instance UID of the report';
comment on column qualitative_measurements.SeriesDescription is 'Series description of the report';
comment on column qualitative_measurements.container_number is 'Place of the container of groups among the children of the document, from 0; not in IDC''s table';
comment on column qualitative_measurements.measurementGroup_number is 'Place of the group among all children of its container, from 0';
comment on column qualitative_measurements.trackingIdentifier is 'Tracking identifier (112039, DCM)';
comment on column qualitative_measurements.trackingUniqueIdentifier is 'Tracking unique identifier (112040, DCM)';
comment on column qualitative_measurements.finding is 'Finding (121071, DCM), a code as STRUCT; the first if there are several';
comment on column qualitative_measurements.findingSite is 'Finding site (363698007, SCT or G-C0E3, SRT), a code as STRUCT; the first if there are several';
comment on column qualitative_measurements.sourceSegmentedSeriesUID is 'Series that was segmented (121232, DCM)';
comment on column qualitative_measurements.segmentationInstanceUID is 'Segmentation that the group refers to; NULL for regions of other kinds';
comment on column qualitative_measurements.segmentationSegmentNumber is 'Segment of it; the first if there are several';
comment on column qualitative_measurements.segmentationSeriesUID is 'Series of the segmentation; NULL if it is not in the archive';
comment on column qualitative_measurements.item_number is 'Place of the item among the items of the group, from 0; not in IDC''s table';
comment on column qualitative_measurements.Quantity is 'What was evaluated, a code as STRUCT';
comment on column qualitative_measurements.Value is 'The evaluation, a code as STRUCT';
