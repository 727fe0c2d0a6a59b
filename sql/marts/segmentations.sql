-- segmentations: the segments of segmentation objects.
-- Grain: one row per stored object with a SegmentSequence and item of it.
-- Source: dicom_all, instance_keys.
-- Caveats: of several regions or types of a segment the first counts, as in IDC's segmentations. segmented_SeriesInstanceUID is what
--   ReferencedSeriesSequence says, or else the series of the image referred to if it is in the archive; IDC has the latter only.
-- Needs: SegmentSequence
-- Reads: PatientID, StudyInstanceUID, SeriesInstanceUID, SOPInstanceUID, FrameOfReferenceUID, SegmentationType,
--   SegmentSequence.SegmentNumber, SegmentSequence.SegmentLabel, SegmentSequence.SegmentAlgorithmType, SegmentSequence.SegmentAlgorithmName,
--   SegmentSequence.TrackingUID, SegmentSequence.TrackingID,
--   SegmentSequence.AnatomicRegionSequence.CodeValue, SegmentSequence.AnatomicRegionSequence.CodingSchemeDesignator,
--   SegmentSequence.AnatomicRegionSequence.CodeMeaning,
--   SegmentSequence.AnatomicRegionSequence.AnatomicRegionModifierSequence.CodeValue,
--   SegmentSequence.AnatomicRegionSequence.AnatomicRegionModifierSequence.CodingSchemeDesignator,
--   SegmentSequence.AnatomicRegionSequence.AnatomicRegionModifierSequence.CodeMeaning,
--   SegmentSequence.SegmentedPropertyCategoryCodeSequence.CodeValue,
--   SegmentSequence.SegmentedPropertyCategoryCodeSequence.CodingSchemeDesignator,
--   SegmentSequence.SegmentedPropertyCategoryCodeSequence.CodeMeaning,
--   SegmentSequence.SegmentedPropertyTypeCodeSequence.CodeValue,
--   SegmentSequence.SegmentedPropertyTypeCodeSequence.CodingSchemeDesignator,
--   SegmentSequence.SegmentedPropertyTypeCodeSequence.CodeMeaning,
--   SegmentSequence.SegmentedPropertyTypeCodeSequence.SegmentedPropertyTypeModifierCodeSequence.CodeValue,
--   SegmentSequence.SegmentedPropertyTypeCodeSequence.SegmentedPropertyTypeModifierCodeSequence.CodingSchemeDesignator,
--   SegmentSequence.SegmentedPropertyTypeCodeSequence.SegmentedPropertyTypeModifierCodeSequence.CodeMeaning,
--   ReferencedSeriesSequence.SeriesInstanceUID, ReferencedSeriesSequence.ReferencedInstanceSequence.ReferencedSOPInstanceUID,
--   ReferencedImageSequence.ReferencedSOPInstanceUID, SourceImageSequence.ReferencedSOPInstanceUID
create table segmentations as
with segments as (
  select
    source_uri,
    PatientID,
    StudyInstanceUID,
    SeriesInstanceUID,
    SOPInstanceUID,
    FrameOfReferenceUID,
    SegmentationType,
    ReferencedSeriesSequence[1].SeriesInstanceUID as stated_series,
    coalesce(
      ReferencedSeriesSequence[1].ReferencedInstanceSequence[1].ReferencedSOPInstanceUID,
      ReferencedImageSequence[1].ReferencedSOPInstanceUID,
      SourceImageSequence[1].ReferencedSOPInstanceUID
    ) as segmented_instance,
    unnest(SegmentSequence) as segment
  from dicom_all
  where SegmentSequence is not null
),
segmented as (
  select SOPInstanceUID, min(SeriesInstanceUID) as SeriesInstanceUID
  from instance_keys
  where SOPInstanceUID in (select segmented_instance from segments where stated_series is null)
  group by SOPInstanceUID
)
select
  segments.source_uri,
  segments.PatientID,
  segments.StudyInstanceUID,
  segments.SeriesInstanceUID,
  segments.SOPInstanceUID,
  segments.FrameOfReferenceUID,
  segments.SegmentationType,
  segment.SegmentNumber as SegmentNumber,
  segment.SegmentLabel as SegmentLabel,
  code_item(segment.AnatomicRegionSequence) as AnatomicRegion,
  code_item(segment.AnatomicRegionSequence[1].AnatomicRegionModifierSequence) as AnatomicRegionModifier,
  code_item(segment.SegmentedPropertyCategoryCodeSequence) as SegmentedPropertyCategory,
  code_item(segment.SegmentedPropertyTypeCodeSequence) as SegmentedPropertyType,
  code_item(segment.SegmentedPropertyTypeCodeSequence[1].SegmentedPropertyTypeModifierCodeSequence) as SegmentedPropertyTypeModifier,
  segment.SegmentAlgorithmType as SegmentAlgorithmType,
  segment.SegmentAlgorithmName[1] as SegmentAlgorithmName,
  segment.TrackingUID as TrackingUID,
  segment.TrackingID as TrackingID,
  coalesce(segments.stated_series, segmented.SeriesInstanceUID) as segmented_SeriesInstanceUID
from segments
left join segmented on segmented.SOPInstanceUID = segments.segmented_instance
order by segments.SeriesInstanceUID, segments.source_uri, segment.SegmentNumber;
comment on table segmentations is 'Segments of segmentation objects: one row per object and segment, with IDC''s column names.';
comment on column segmentations.source_uri is 'Where the object is; key with SegmentNumber';
comment on column segmentations.PatientID is 'Patient ID';
comment on column segmentations.StudyInstanceUID is 'Study Instance UID';
comment on column segmentations.SeriesInstanceUID is 'Series Instance UID of the segmentation';
comment on column segmentations.SOPInstanceUID is 'SOP Instance UID of the segmentation';
comment on column segmentations.FrameOfReferenceUID is 'Frame of reference';
comment on column segmentations.SegmentationType is 'BINARY, FRACTIONAL or LABELMAP';
comment on column segmentations.SegmentNumber is 'Number of the segment in the object';
comment on column segmentations.SegmentLabel is 'Label of the segment; not in IDC''s table';
comment on column segmentations.AnatomicRegion is 'Anatomic region, a code as STRUCT; NULL if there is none';
comment on column segmentations.AnatomicRegionModifier is 'Modifier of the region, a code as STRUCT';
comment on column segmentations.SegmentedPropertyCategory is 'Category of the property, a code as STRUCT';
comment on column segmentations.SegmentedPropertyType is 'Type of the property, a code as STRUCT';
comment on column segmentations.SegmentedPropertyTypeModifier is 'Modifier of the type, a code as STRUCT; inside SegmentedPropertyType in IDC''s table';
comment on column segmentations.SegmentAlgorithmType is 'AUTOMATIC, SEMIAUTOMATIC or MANUAL';
comment on column segmentations.SegmentAlgorithmName is 'First name of the algorithm';
comment on column segmentations.TrackingUID is 'Tracking UID';
comment on column segmentations.TrackingID is 'Tracking ID';
comment on column segmentations.segmented_SeriesInstanceUID is 'Series that was segmented; NULL if the object does not say and the image is not in the archive';
