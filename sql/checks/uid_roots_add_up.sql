-- uid_roots_add_up: every instance counts with the root of its UID, once.
select keys.keyword, roots.instances, keys.instances as expected
from (select keyword, sum(instances) as instances from uid_roots group by keyword) as roots
right join (
  select 'SOPInstanceUID' as keyword, count(SOPInstanceUID) as instances from instance_keys
  union all
  select 'SeriesInstanceUID', count(SeriesInstanceUID) from instance_keys
  union all
  select 'StudyInstanceUID', count(StudyInstanceUID) from instance_keys
) as keys using (keyword)
where coalesce(roots.instances, 0) <> keys.instances
