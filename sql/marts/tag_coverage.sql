-- tag_coverage: which attributes the archive's instances have, per modality, and what became of their values.
-- Grain: one row per Modality and attribute of the data set itself that at least one instance of the modality has.
-- Source: the instances_* tables, standard_attributes, standard_confidentiality.
-- Caveats: exact; absent + empty + present + invalid + binary_only = instances (states as in the macro attribute_state).
--   Attributes of items and private attributes have no row. A public tag that the dictionary does not know has its GGGGEEEE as keyword.
--   distinct_values counts a list as one value; it is NULL for sequences and unknown tags. Examples: the smallest and the
--   largest value, cut after 64 characters; none for sequences, for unknown tags, and for what PS3.15 Annex E names as identifying.
create temp view coverage_columns as
select
  columns.table_name,
  columns.column_name as keyword,
  '"' || columns.column_name || '"' as name,
  columns.data_type like 'STRUCT%[]' as is_sequence,
  tables.estimated_size > 10_000 as is_large
from duckdb_columns() as columns
join duckdb_tables() as tables using (database_name, schema_name, table_name)
join standard_attributes as attribute
  on attribute.keyword = regexp_replace(columns.column_name, '_([0-9A-F]{4}|[0-9A-F]{8})$', '')
where columns.database_name = current_database() and starts_with(columns.table_name, 'instances_');

-- Statements are made from the tables' columns, two a table: planning one for all tables takes far longer than running them. The first
-- counts the states of all attributes in one pass (instances with the same marks are counted together: there are few kinds), the second
-- their values.
create temp table coverage_states (
  table_name varchar, modality_value varchar, errors varchar[], binaries varchar[], empties varchar[], others varchar[], instances bigint,
  keyword varchar, with_value bigint
);
create temp table coverage_values (modality_value varchar, keyword varchar, distinct_values bigint, smallest varchar, largest varchar);

-- Run the rows of:
select
  format(
    'insert into coverage_states
    select ''{0}'', * from (unpivot (
      select
        Modality as modality_value,
        top_level(list_transform(ValueErrors, lambda x : x.Path)) as errors,
        top_level(list_transform(BinaryElements, lambda x : x.Path)) as binaries,
        top_level(EmptyElements) as empties,
        top_level(list_transform(OtherElements, lambda x : x.Path)) as others,
        count(*) as instances,
        {1}
      from {0}
      group by all
    ) on {2} into name keyword value with_value)',
    table_name, string_agg(format('count({0}) as {0}', name), ', '), string_agg(name, ', ')
  )
from coverage_columns
group by table_name
order by table_name;

-- Run the rows of:
select
  format(
    'insert into coverage_values select {1}, unnest([{2}], recursive := true) from {0} {3}',
    table_name,
    -- The other tables hold one modality each: without a grouping they are counted faster.
    if(table_name = 'instances_other', 'Modality', 'any_value(Modality)'),
    string_agg(
      format(
        '{{''keyword'': ''{0}'', ''distinct_values'': {2},
          ''smallest'': left(min({1})::varchar, 64), ''largest'': left(max({1})::varchar, 64)}}',
        keyword,
        name,
        -- Both are exact. The first takes a hash table of its own for every column, which is a lot for few rows.
        format(if(is_large, 'count(distinct {0})', 'coalesce(cardinality(histogram({0})), 0)::bigint'), name)
      ),
      ', '
    ),
    if(table_name = 'instances_other', 'group by Modality', 'having count(*) > 0')
  )
from coverage_columns
where not is_sequence
group by table_name
order by table_name;

-- Then:
create table tag_coverage as
with shapes as (
  -- Every table has the column Modality: its rows are the kinds of instances.
  select * from coverage_states where keyword = 'Modality'
),
marked as (
  select distinct table_name, unnest(flatten(list_filter([errors, binaries, empties, others], lambda marks : marks is not null))) as keyword
  from shapes
),
uncolumned as (
  -- Attributes that have marks only, such as PixelData.
  select shapes.* replace (marked.keyword as keyword, 0 as with_value)
  from shapes
  join (from marked anti join coverage_columns using (table_name, keyword)) as marked using (table_name)
),
states as (
  select
    modality_value,
    keyword,
    instances,
    coalesce(list_contains(errors, keyword), false) as deviates,
    -- A value beyond the limits of columns is in OtherElements.
    case when list_contains(others, keyword) then instances else with_value end as present,
    attribute_state(false, keyword, errors, binaries, empties) as other_state
  from (from coverage_states union all by name from uncolumned)
),
counted as (
  select
    modality_value,
    keyword,
    sum(instances)::bigint as instances,
    coalesce(sum(instances - present) filter (other_state = 'absent'), 0)::bigint as absent,
    coalesce(sum(instances - present) filter (other_state = 'empty'), 0)::bigint as empty,
    sum(present)::bigint as present,
    coalesce(sum(instances - present) filter (other_state = 'invalid'), 0)::bigint as invalid,
    coalesce(sum(instances - present) filter (other_state = 'binary'), 0)::bigint as binary_only,
    coalesce(sum(instances) filter (deviates), 0)::bigint as deviating
  from states
  group by modality_value, keyword
),
identifying as (
  select distinct attribute.keyword
  from standard_attributes as attribute
  join standard_confidentiality as profile
    on lower(attribute.tag) = lower(profile.tag) or lower(attribute.tag[:2]) || 'xxxxxx' = lower(profile.tag)
  where profile.basic_profile <> ''
)
select
  counted.modality_value as Modality,
  counted.keyword,
  attribute.tag,
  attribute.vr,
  attribute.name,
  counted.instances,
  counted.absent,
  counted.empty,
  counted.present,
  counted.invalid,
  counted.binary_only,
  counted.deviating,
  100.0 * counted.present / counted.instances as percent_present,
  nullif(seen.distinct_values, 0) as distinct_values,
  identifying.keyword is not null as is_identifying,
  case
    when identifying.keyword is null and seen.smallest is not null then list_sort(list_distinct([seen.smallest, seen.largest]))
  end as example_values
from counted
left join coverage_values as seen
  on seen.keyword = counted.keyword and seen.modality_value is not distinct from counted.modality_value
left join standard_attributes as attribute
  on attribute.keyword = regexp_replace(counted.keyword, '_([0-9A-F]{4}|[0-9A-F]{8})$', '') and attribute.keyword <> ''
left join identifying on identifying.keyword = attribute.keyword
where counted.absent < counted.instances
order by Modality, counted.keyword;

drop view coverage_columns;
drop table coverage_states;
drop table coverage_values;

comment on table tag_coverage is 'Attributes by modality: in how many instances each is present, empty, invalid, binary or absent. Exact.';
comment on column tag_coverage.Modality is 'Modality; key with keyword; NULL for instances without one';
comment on column tag_coverage.keyword is 'Keyword of the attribute, as the column is named; GGGGEEEE for a public tag that PS3.6 does not know';
comment on column tag_coverage.tag is 'Tag as PS3.6 prints it (XX stands for the repetitions of a group); NULL if PS3.6 does not know it';
comment on column tag_coverage.vr is 'VR by PS3.6; NULL if PS3.6 does not know the tag';
comment on column tag_coverage.name is 'Name by PS3.6; NULL if PS3.6 does not know the tag';
comment on column tag_coverage.instances is 'Instances of the modality';
comment on column tag_coverage.absent is 'Instances that do not have the attribute';
comment on column tag_coverage.empty is 'Instances that have the attribute with zero length (or a sequence without items)';
comment on column tag_coverage.present is 'Instances with a value in the typed column (or in OtherElements, for unknown tags)';
comment on column tag_coverage.invalid is 'Instances whose value does not parse as its VR or VM: only ValueErrors has it';
comment on column tag_coverage.binary_only is 'Instances whose value is binary: only BinaryElements names it';
comment on column tag_coverage.deviating is 'Instances with an entry in ValueErrors, whether the typed column has a value or not';
comment on column tag_coverage.percent_present is 'present of instances, 0 to 100';
comment on column tag_coverage.distinct_values is 'Distinct values present, a list being one value; NULL for sequences and unknown tags, and where none is present';
comment on column tag_coverage.is_identifying is 'PS3.15 Annex E names the attribute: the Basic Profile removes, empties or replaces it';
comment on column tag_coverage.example_values is 'The smallest and the largest value as text, cut after 64 characters; NULL for sequences, unknown tags and identifying attributes';
