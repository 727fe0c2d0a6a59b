-- attribute_values: how many values each attribute has, and the most frequent of them.
-- Grain: one row per Modality and attribute of the data set itself that has a value in a column; sequences have no row.
-- Source: the instances_* tables, standard_attributes, standard_confidentiality.
-- Caveats: exact; a list is one value. No values of what PS3.15 Annex E names as identifying; how many there are stands here all the same.
--   Texts are cut after 64 characters. Of equally frequent values the smaller ones stand here.
-- Begin: early
create temp table found_values (
  modality_value varchar, keyword varchar, distinct_values bigint, smallest varchar, largest varchar,
  frequent struct(value varchar, instances bigint)[]
);
create temp table found_histograms (modality_value varchar, keyword varchar, entries struct(key varchar, value bigint)[]);

-- A statement an attribute for large tables: it groups the rows by that column alone, which is quick over compressed columns, and its memory
-- is that of one column, beyond which it spills. One statement a table for the others, of which there are many: planning takes the time.
-- Run the rows of:
with columns as (
  select *, table_name = 'instances_other' as has_several, instances > 10_000 as is_large
  from attribute_columns()
  where not is_sequence
)
select
  format(
    'insert into found_values
    select
      {2}, ''{3}'', count(*), left(min(v)::varchar, 64), left(max(v)::varchar, 64),
      list_transform(min(row(-n, v), 8), lambda x : {{''value'': left(x[2]::varchar, 64), ''instances'': -x[1]}})
    from (select {1} as v, {6} as n {4} from {0} where {1} is not null group by all)
    {5}',
    relation,
    name,
    case when has_several then 'm' when table_name = 'instances_none' then 'null' else format('''{}''', upper(table_name[11:])) end,
    keyword,
    if(has_several, ', Modality as m', ''),
    if(has_several, 'group by m', 'having count(*) > 0'),
    if(is_of_block, 'sum(block_instances)::bigint', 'count(*)')
  )
from columns
where is_large
union all
select
  format(
    'insert into found_histograms
    select modality_value, attribute.keyword, attribute.entries
    from (select {1} as modality_value, unnest([{2}]) as attribute from {0} {3})',
    table_name,
    if(has_several, 'Modality', 'any_value(Modality)'),
    string_agg(
      format('{{''keyword'': ''{}'', ''entries'': map_entries(histogram({}))::struct(key varchar, value bigint)[]}}', keyword, name), ', '
    ),
    if(has_several, 'group by Modality', 'having count(*) > 0')
  )
from columns
where not is_large
group by table_name, has_several;

-- Then:
create table attribute_values as
with found as (
  from found_values
  union all by name
  select
    modality_value,
    keyword,
    len(entries) as distinct_values,
    -- Entries are in the order of the values, which their texts do not tell any longer.
    left(entries[1].key, 64) as smallest,
    left(entries[-1].key, 64) as largest,
    list_transform(
      list_sort(list_transform(entries, lambda entry, place : row(-entry.value, place)))[:8],
      lambda frequent : {'value': left(entries[frequent[2]].key, 64), 'instances': -frequent[1]}
    ) as frequent
  from found_histograms
),
shown as (
  select found.*, coalesce(getvariable('identifying_examples'), false) or identifying.keyword is null as shows_values
  from found
  left join identifying_keywords() as identifying
    on identifying.keyword = regexp_replace(found.keyword, '_([0-9A-F]{4}|[0-9A-F]{8})$', '')
)
select
  modality_value as Modality,
  keyword,
  distinct_values,
  if(shows_values, smallest, null) as smallest,
  if(shows_values, largest, null) as largest,
  if(shows_values, frequent, null) as frequent
from shown
where distinct_values > 0
order by Modality, keyword;

drop table found_values;
drop table found_histograms;

comment on table attribute_values is 'Values of attributes by modality: how many distinct ones, the smallest, the largest and the most frequent.';
comment on column attribute_values.Modality is 'Modality; key with keyword; NULL for instances without one';
comment on column attribute_values.keyword is 'Keyword of the attribute, as the column is named';
comment on column attribute_values.distinct_values is 'Distinct values, a list being one value';
comment on column attribute_values.smallest is 'Smallest value as text, cut after 64 characters; NULL for identifying attributes';
comment on column attribute_values.largest is 'Largest value as text, cut after 64 characters; NULL for identifying attributes';
comment on column attribute_values.frequent is 'The up to eight most frequent values as text, cut after 64 characters, with the instances that have them; NULL for identifying attributes';
