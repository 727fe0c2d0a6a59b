-- CT series by slice thickness
-- How many CT series are thin enough for volume measurements?
select
  case when SliceThickness <= 1 then 'to 1 mm' when SliceThickness <= 3 then 'to 3 mm' when SliceThickness > 3 then 'over 3 mm' else 'unknown' end
    as thickness,
  count(*) as series,
  sum(instanceCount) as instances
from ct_index
group by thickness
order by thickness;
