-- seg_index: the series of segmentations.
-- Grain: one row per SeriesInstanceUID with a SegmentSequence.
-- Source: dicom_all, instance_keys.
-- Caveats: total_segments counts the segments of all objects of the series; IDC counts distinct SegmentNumbers, too few where each object
--   numbers from 1. Lists are each distinct by themselves: segmentations has what belongs together. Codes stand beside the meanings, which
--   are all that IDC has. segmented_SeriesInstanceUID is what ReferencedSeriesSequence says, or else the series of the image referred to.
-- Needs: SegmentSequence
-- Reads: SeriesInstanceUID, SOPInstanceUID, SegmentationType,
--   SegmentSequence.SegmentNumber, SegmentSequence.SegmentAlgorithmType, SegmentSequence.SegmentAlgorithmName,
--   SegmentSequence.AnatomicRegionSequence.CodeValue, SegmentSequence.AnatomicRegionSequence.CodingSchemeDesignator,
--   SegmentSequence.AnatomicRegionSequence.CodeMeaning,
--   SegmentSequence.SegmentedPropertyCategoryCodeSequence.CodeValue,
--   SegmentSequence.SegmentedPropertyCategoryCodeSequence.CodingSchemeDesignator,
--   SegmentSequence.SegmentedPropertyCategoryCodeSequence.CodeMeaning,
--   SegmentSequence.SegmentedPropertyTypeCodeSequence.CodeValue,
--   SegmentSequence.SegmentedPropertyTypeCodeSequence.CodingSchemeDesignator,
--   SegmentSequence.SegmentedPropertyTypeCodeSequence.CodeMeaning,
--   ReferencedSeriesSequence.SeriesInstanceUID, ReferencedSeriesSequence.ReferencedInstanceSequence.ReferencedSOPInstanceUID,
--   ReferencedImageSequence.ReferencedSOPInstanceUID, SourceImageSequence.ReferencedSOPInstanceUID
create table seg_index as
with segments as (
  select
    SeriesInstanceUID,
    SOPInstanceUID,
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
),
named as (
  select
    segments.SeriesInstanceUID,
    segments.SOPInstanceUID,
    segments.SegmentationType,
    coalesce(segments.stated_series, segmented.SeriesInstanceUID) as segmented_series,
    segment.SegmentNumber as number,
    segment.SegmentAlgorithmType as algorithm_type,
    segment.SegmentAlgorithmName[1] as algorithm_name,
    code_text(segment.SegmentedPropertyCategoryCodeSequence) as category,
    segment.SegmentedPropertyCategoryCodeSequence[1].CodeMeaning as category_meaning,
    code_text(segment.SegmentedPropertyTypeCodeSequence) as type,
    segment.SegmentedPropertyTypeCodeSequence[1].CodeMeaning as type_meaning,
    code_text(segment.AnatomicRegionSequence) as region,
    segment.AnatomicRegionSequence[1].CodeMeaning as region_meaning
  from segments
  left join segmented on segmented.SOPInstanceUID = segments.segmented_instance
)
select
  SeriesInstanceUID,
  min(SegmentationType) as SegmentationType,
  count(distinct SegmentationType) as segmentation_type_values,
  count(distinct (SOPInstanceUID, number)) as total_segments,
  string_agg(distinct algorithm_type, ',' order by algorithm_type) as AlgorithmType,
  string_agg(distinct algorithm_name, ',' order by algorithm_name) as AlgorithmName,
  min(segmented_series) as segmented_SeriesInstanceUID,
  count(distinct segmented_series) as segmented_series_values,
  list_sort(list(distinct category) filter (category is not null)) as SegmentedPropertyCategory_codes,
  list_sort(list(distinct category_meaning) filter (category_meaning is not null)) as SegmentedPropertyCategory_CodeMeanings,
  list_sort(list(distinct type) filter (type is not null)) as SegmentedPropertyType_codes,
  list_sort(list(distinct type_meaning) filter (type_meaning is not null)) as SegmentedPropertyType_CodeMeanings,
  list_sort(list(distinct region) filter (region is not null)) as AnatomicRegion_codes,
  list_sort(list(distinct region_meaning) filter (region_meaning is not null)) as AnatomicRegion_CodeMeanings
from named
group by SeriesInstanceUID
order by SeriesInstanceUID;
comment on table seg_index is 'Series of segmentations: one row per series, with IDC''s column names.';
comment on column seg_index.SeriesInstanceUID is 'Series Instance UID; key; NULL for instances without one';
comment on column seg_index.SegmentationType is 'BINARY, FRACTIONAL or LABELMAP; the smallest if the series has several';
comment on column seg_index.segmentation_type_values is 'Distinct values of SegmentationType in the series';
comment on column seg_index.total_segments is 'Segments of all distinct objects of the series';
comment on column seg_index.AlgorithmType is 'Distinct values of SegmentAlgorithmType, in order, separated by commas';
comment on column seg_index.AlgorithmName is 'Distinct first names of algorithms, in order, separated by commas';
comment on column seg_index.segmented_SeriesInstanceUID is 'Series that was segmented; the smallest if there are several';
comment on column seg_index.segmented_series_values is 'Distinct series that were segmented';
comment on column seg_index.SegmentedPropertyCategory_codes is 'Distinct categories as scheme:value';
comment on column seg_index.SegmentedPropertyCategory_CodeMeanings is 'Distinct meanings of the categories';
comment on column seg_index.SegmentedPropertyType_codes is 'Distinct types as scheme:value';
comment on column seg_index.SegmentedPropertyType_CodeMeanings is 'Distinct meanings of the types';
comment on column seg_index.AnatomicRegion_codes is 'Distinct regions as scheme:value';
comment on column seg_index.AnatomicRegion_CodeMeanings is 'Distinct meanings of the regions';
