-- parts_add_up: what a series index counts of segments, structures and annotations is what stands in the relations of their items.
select 'seg_index' as relation, index.SeriesInstanceUID as key
from seg_index as index
full join (
  select SeriesInstanceUID, count(distinct (SOPInstanceUID, SegmentNumber)) as n
  from segmentations group by SeriesInstanceUID
) as items on items.SeriesInstanceUID is not distinct from index.SeriesInstanceUID
where coalesce(index.total_segments, 0) <> coalesce(items.n, 0)
union all
select 'rtstruct_index', index.SeriesInstanceUID
from rtstruct_index as index
full join (
  select SeriesInstanceUID, count(distinct (SOPInstanceUID, ROINumber, if(ROINumber is null, ROIName, null))) as n
  from rt_rois group by SeriesInstanceUID
) as items on items.SeriesInstanceUID is not distinct from index.SeriesInstanceUID
where coalesce(index.total_rois, 0) <> coalesce(items.n, 0)
union all
select 'ann_index', index.SeriesInstanceUID
from ann_index as index
full join (select SeriesInstanceUID, count(distinct source_uri) as n from ann_group_index group by SeriesInstanceUID) as items
  on items.SeriesInstanceUID is not distinct from index.SeriesInstanceUID
where coalesce(index.instanceCount, 0) < coalesce(items.n, 0)
