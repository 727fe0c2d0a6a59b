-- modality_indexes_add_up: every instance of a class or modality is in the index made for it, once.
with expected as (
  select index_name, count(*) as n
  from instance_keys
  join (
    values
      ('ct_index', '1.2.840.10008.5.1.4.1.1.2'), ('mr_index', '1.2.840.10008.5.1.4.1.1.4'), ('pt_index', '1.2.840.10008.5.1.4.1.1.128')
  ) as classes(index_name, uid) on classes.uid = instance_keys.SOPClassUID
  group by index_name
  union all
  select 'sm_index', count(*) from instance_keys where Modality = 'SM' having count(*) > 0
),
counted as (
  select 'ct_index' as index_name, sum(instanceCount) as n from ct_index
  union all
  select 'mr_index', sum(instanceCount) from mr_index
  union all
  select 'pt_index', sum(instanceCount) from pt_index
  union all
  select 'sm_index', sum(instanceCount) from sm_index
)
select counted.index_name, counted.n as counted, expected.n as expected
from counted
left join expected using (index_name)
where counted.n is distinct from expected.n
