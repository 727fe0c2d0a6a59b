-- ann_index: the series of bulk annotations.
-- Grain: one row per SeriesInstanceUID with an AnnotationGroupSequence.
-- Source: dicom_all.
-- Caveats: a value chosen among several is the smallest; beside it stands how many there were. IDC expects one object per series.
-- Needs: AnnotationGroupSequence
-- Reads: SeriesInstanceUID, AnnotationCoordinateType, AnnotationGroupSequence, ReferencedSeriesSequence.SeriesInstanceUID
create view ann_index as
select
  SeriesInstanceUID,
  min(AnnotationCoordinateType) as AnnotationCoordinateType,
  count(distinct AnnotationCoordinateType) as annotation_coordinate_type_values,
  min(ReferencedSeriesSequence[1].SeriesInstanceUID) as referenced_SeriesInstanceUID,
  count(distinct ReferencedSeriesSequence[1].SeriesInstanceUID) as referenced_series_values,
  count(*) as instanceCount
from dicom_all
where AnnotationGroupSequence is not null
group by SeriesInstanceUID;
comment on view ann_index is 'Series of bulk annotations: one row per series, with IDC''s column names.';
comment on column ann_index.SeriesInstanceUID is 'Series Instance UID; key; NULL for instances without one';
comment on column ann_index.AnnotationCoordinateType is '2D or 3D; the smallest if the series has several';
comment on column ann_index.annotation_coordinate_type_values is 'Distinct values of AnnotationCoordinateType';
comment on column ann_index.referenced_SeriesInstanceUID is 'Series annotated (first item of ReferencedSeriesSequence); the smallest if there are several';
comment on column ann_index.referenced_series_values is 'Distinct series annotated';
comment on column ann_index.instanceCount is 'Stored objects of the series with annotations';
