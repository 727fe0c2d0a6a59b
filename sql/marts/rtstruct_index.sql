-- rtstruct_index: the series of RT structure sets.
-- Grain: one row per SeriesInstanceUID with a StructureSetROISequence.
-- Source: dicom_all.
-- Caveats: total_rois counts the regions of all objects of the series, each by its number, one without a number by its name. Lists are
--   each distinct by themselves: rt_rois has what belongs together.
-- Needs: StructureSetROISequence
-- Reads: SeriesInstanceUID, SOPInstanceUID, StructureSetROISequence.ROINumber, StructureSetROISequence.ROIName,
--   StructureSetROISequence.ROIGenerationAlgorithm, RTROIObservationsSequence.RTROIInterpretedType,
--   ReferencedFrameOfReferenceSequence.RTReferencedStudySequence.RTReferencedSeriesSequence.SeriesInstanceUID
create table rtstruct_index as
with described as (
  select
    SeriesInstanceUID,
    list_distinct(list_transform(StructureSetROISequence, lambda roi :
      (SOPInstanceUID, roi.ROINumber, if(roi.ROINumber is null, roi.ROIName, null)))) as rois,
    list_transform(StructureSetROISequence, lambda roi : roi.ROIName) as names,
    list_transform(StructureSetROISequence, lambda roi : roi.ROIGenerationAlgorithm) as algorithms,
    list_transform(RTROIObservationsSequence, lambda observation : observation.RTROIInterpretedType) as types,
    list_transform(
      flatten(list_transform(
        flatten(list_transform(ReferencedFrameOfReferenceSequence, lambda frame : frame.RTReferencedStudySequence)),
        lambda study : study.RTReferencedSeriesSequence
      )),
      lambda series : series.SeriesInstanceUID
    ) as series
  from dicom_all
  where StructureSetROISequence is not null
),
grouped as (
  select
    SeriesInstanceUID,
    len(list_distinct(flatten(list(rois)))) as total_rois,
    list_sort(list_distinct(flatten(list(names)))) as ROINames,
    list_sort(list_distinct(flatten(list(algorithms)))) as ROIGenerationAlgorithms,
    list_sort(list_distinct(flatten(list(types)))) as RTROIInterpretedTypes,
    list_sort(list_distinct(flatten(list(series)))) as referenced
  from described
  group by SeriesInstanceUID
)
select
  SeriesInstanceUID,
  total_rois,
  ROINames,
  ROIGenerationAlgorithms,
  RTROIInterpretedTypes,
  referenced[1] as referenced_SeriesInstanceUID,
  len(referenced) as referenced_series_values
from grouped
order by SeriesInstanceUID;
comment on table rtstruct_index is 'Series of RT structure sets: one row per series, with IDC''s column names.';
comment on column rtstruct_index.SeriesInstanceUID is 'Series Instance UID; key; NULL for instances without one';
comment on column rtstruct_index.total_rois is 'Regions of all distinct objects of the series';
comment on column rtstruct_index.ROINames is 'Distinct names of regions';
comment on column rtstruct_index.ROIGenerationAlgorithms is 'Distinct values of ROIGenerationAlgorithm';
comment on column rtstruct_index.RTROIInterpretedTypes is 'Distinct values of RTROIInterpretedType';
comment on column rtstruct_index.referenced_SeriesInstanceUID is 'Series that the contours lie on; the smallest if there are several';
comment on column rtstruct_index.referenced_series_values is 'Distinct series that the contours lie on';
