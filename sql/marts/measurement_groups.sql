-- measurement_groups: the groups of measurements of structured reports by TID 1500.
-- Grain: one row per stored object whose template is TID 1500, and Measurement Group (125007, DCM) in a child of its root.
-- Source: dicom_all, instance_keys.
-- Caveats: groups are known by code, not by the text of its meaning, and none is left out: IDC's measurement_groups drops a group that lacks
--   any of finding, site, tracking or segmentation, or whose segmentation is not there. Several findings or sites multiply no rows: the first
--   stands beside how many there are.
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
create table measurement_groups as
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
)
select
  described.source_uri,
  described.PatientID,
  described.SOPInstanceUID,
  described.SeriesInstanceUID,
  described.SeriesDescription,
  described.container_number,
  described.measurementGroup_number,
  described.trackingIdentifier,
  described.trackingUniqueIdentifier,
  code_item(described.findings[1].ConceptCodeSequence) as finding,
  code_item(described.sites[1].ConceptCodeSequence) as findingSite,
  described.sourceSegmentedSeriesUID,
  described.segmentation.ReferencedSOPInstanceUID as segmentationInstanceUID,
  described.segmentation.ReferencedSegmentNumber[1] as segmentationSegmentNumber,
  segmented.SeriesInstanceUID as segmentationSeriesUID,
  len(described.findings) as finding_values,
  len(described.sites) as finding_site_values,
  list_sort(list_distinct(list_transform(
    list_filter(described.items, lambda item : item.ValueType in ('IMAGE', 'SCOORD', 'SCOORD3D')),
    lambda item : item.ValueType
  ))) as region_types,
  len(list_filter(described.items, lambda item : item.ValueType = 'NUM')) as measurements,
  described.items as contentSequence
from described
left join segmented on segmented.SOPInstanceUID = described.segmentation.ReferencedSOPInstanceUID
order by described.source_uri, described.container_number, described.measurementGroup_number;
comment on table measurement_groups is 'Groups of measurements (TID 1500): one row per report and group, with IDC''s column names.';
comment on column measurement_groups.source_uri is 'Where the object is; key with container_number, measurementGroup_number';
comment on column measurement_groups.PatientID is 'Patient ID';
comment on column measurement_groups.SOPInstanceUID is 'SOP Instance UID of the report';
comment on column measurement_groups.SeriesInstanceUID is 'Series Instance UID of the report';
comment on column measurement_groups.SeriesDescription is 'Series description of the report';
comment on column measurement_groups.container_number is 'Place of the container of groups among the children of the document, from 0; not in IDC''s table';
comment on column measurement_groups.measurementGroup_number is 'Place of the group among all children of its container, from 0';
comment on column measurement_groups.trackingIdentifier is 'Tracking identifier (112039, DCM)';
comment on column measurement_groups.trackingUniqueIdentifier is 'Tracking unique identifier (112040, DCM)';
comment on column measurement_groups.finding is 'Finding (121071, DCM), a code as STRUCT; the first if there are several';
comment on column measurement_groups.findingSite is 'Finding site (363698007, SCT or G-C0E3, SRT), a code as STRUCT; the first if there are several';
comment on column measurement_groups.sourceSegmentedSeriesUID is 'Series that was segmented (121232, DCM)';
comment on column measurement_groups.segmentationInstanceUID is 'Segmentation that the group refers to; NULL for regions of other kinds';
comment on column measurement_groups.segmentationSegmentNumber is 'Segment of it; the first if there are several';
comment on column measurement_groups.segmentationSeriesUID is 'Series of the segmentation; NULL if it is not in the archive';
comment on column measurement_groups.finding_values is 'Findings of the group';
comment on column measurement_groups.finding_site_values is 'Finding sites of the group';
comment on column measurement_groups.region_types is 'How the regions are given: IMAGE (a segmentation or a whole image), SCOORD, SCOORD3D';
comment on column measurement_groups.measurements is 'Numeric content items of the group';
comment on column measurement_groups.contentSequence is 'The content items of the group';
