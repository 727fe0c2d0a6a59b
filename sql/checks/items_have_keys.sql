-- items_have_keys: each item of a document has one row, and its object is of the archive.
with items as (
  select 'dose_events' as relation, source_uri, item_number, count(*) as n from dose_events group by all
  union all
  select 'rt_dose_summary', source_uri, null, count(*) from rt_dose_summary group by all
  union all
  select 'sm_instance_index', source_uri, null, count(*) from sm_instance_index group by all
),
keys as (
  select source_uri, count(*) as n from instance_keys semi join items using (source_uri) group by source_uri
)
select items.relation, items.source_uri as key
from items
left join keys using (source_uri)
where keys.n is null or items.n > keys.n
union all
select 'code_values', path from code_values group by path, CodingSchemeDesignator, CodeValue, CodeMeaning having count(*) > 1 or min(uses) < 1
