-- attribute_values: how many values each attribute has, and the most frequent of them.
-- Grain: one row per Modality and attribute of the data set itself that has a value in a column; sequences have no row.
-- Source: the instances_* tables, standard_attributes, standard_confidentiality.
-- Caveats: exact; a list is one value. No values of what PS3.15 Annex E names as identifying; how many there are stands here all the same.
--   Texts are cut after 64 characters. Of equally frequent values the smaller ones stand here.
-- Begin: early
create temp table value_columns as
select
  row_number() over (order by columns.table_name, columns.position) as id,
  columns.relation,
  columns.is_of_block,
  columns.keyword,
  columns.name,
  columns.data_type,
  columns.relation_rows > 20_000 as is_large,
  columns.table_name = 'instances_other' as has_several,
  if(columns.table_name in ('instances_none', 'instances_other'), null, upper(columns.table_name[11:])) as modality_value,
  coalesce(getvariable('identifying_examples'), false) or identifying.keyword is null as shows_values
from attribute_columns() as columns
left join identifying_keywords() as identifying
  on identifying.keyword = regexp_replace(columns.keyword, '_([0-9A-F]{4}|[0-9A-F]{8})$', '')
where not columns.is_sequence;

create temp table found_values (
  id bigint, m varchar, distinct_values bigint, smallest varchar, largest varchar, frequent struct(value varchar, instances bigint)[]
);

-- A statement a column where a relation has many rows: it groups them by that column alone, which is quick over compressed columns, and its memory
-- is that of one column, beyond which it spills. Of the others, which are many, all columns of a type in one: planning takes the time.
-- Run the rows of:
with sources as (
  select
    *,
    if(has_several, 'Modality', 'null::varchar') as modality_expression,
    if(is_of_block, 'block_instances', '1::bigint') as weight,
    row_number() over (partition by relation, data_type, shows_values order by id) // 100 as part
  from value_columns
),
parts as (
  select
    shows_values,
    data_type,
    format(
      'select unnest([{}]) as id, {} as m, unnest([{}]) as v, {} as n from {}',
      string_agg(id, ', ' order by id), modality_expression, string_agg(name, ', ' order by id), weight, relation
    ) as sql
  from sources
  where not is_large
  group by shows_values, data_type, modality_expression, weight, relation, part
),
queries as (
  select shows_values, null as id, 'id, m' as keys, 'sum(n)::bigint' as instances, string_agg(sql, ' union all ' order by sql) as sql
  from (select *, row_number() over (partition by shows_values, data_type order by sql) // 50 as part from parts)
  group by shows_values, data_type, part
  union all
  select
    shows_values, id, if(has_several, 'm', null), if(is_of_block, 'sum(n)::bigint', 'count(*)'),
    format('select {} as m, {} as v, {} as n from {}', modality_expression, name, weight, relation)
  from sources
  where is_large
)
select
  format(
    if(
      shows_values,
      'insert into found_values by name
      select
        {0}, count(*) as distinct_values, left(min(v)::varchar, 64) as smallest, left(max(v)::varchar, 64) as largest,
        list_transform(min(row(-n, v), 8), lambda x : {{''value'': left(x[2]::varchar, 64), ''instances'': -x[1]}}) as frequent
      from (select {1}v, {4} as n from ({2}) where v is not null group by all)
      {3}',
      'insert into found_values by name
      select {0}, count(*) as distinct_values from (select distinct {1}v from ({2}) where v is not null) {3}'
    ),
    concat_ws(', ', id || ' as id', keys),
    coalesce(keys || ', ', ''),
    sql,
    coalesce('group by ' || keys, ''),
    instances
  )
from queries;

-- Then:
create table attribute_values as
select
  if(columns.has_several, found.m, columns.modality_value) as Modality,
  columns.keyword,
  found.distinct_values,
  found.smallest,
  found.largest,
  found.frequent
from found_values as found
join value_columns as columns using (id)
where found.distinct_values > 0
order by Modality, keyword;

drop table found_values;
drop table value_columns;

comment on table attribute_values is 'Values of attributes by modality: how many distinct ones, the smallest, the largest and the most frequent.';
comment on column attribute_values.Modality is 'Modality; key with keyword; NULL for instances without one';
comment on column attribute_values.keyword is 'Keyword of the attribute, as the column is named';
comment on column attribute_values.distinct_values is 'Distinct values, a list being one value';
comment on column attribute_values.smallest is 'Smallest value as text, cut after 64 characters; NULL for identifying attributes';
comment on column attribute_values.largest is 'Largest value as text, cut after 64 characters; NULL for identifying attributes';
comment on column attribute_values.frequent is 'The up to eight most frequent values as text, cut after 64 characters, with the instances that have them; NULL for identifying attributes';
