-- attribute_counts: what became of each attribute's values, by kinds of instances: what coverage of any grain is summed from.
-- Grain: one row per kind of instances and attribute of the data set itself that at least one of them has; and one with keyword NULL per
--   kind. A kind is Modality, SOPClassUID, Manufacturer, ManufacturerModelName, SoftwareVersions, source and study_month.
-- Source: the instances_* tables, lake_refreshes.
-- Caveats: exact. Instances of the kind that no state counts do not have the attribute: sum the rows with keyword NULL, then subtract.
--   study_month is of StudyDate: when the study was made, not when it came to the archive. States as in the macro attribute_state.
create temp table counted_shapes (
  table_name varchar, Modality varchar, SOPClassUID varchar, Manufacturer varchar, ManufacturerModelName varchar, SoftwareVersions varchar,
  source varchar, study_month date, errors varchar[], binaries varchar[], empties varchar[], others varchar[], instances bigint,
  with_value bigint[]
);

-- One pass a table: planning one statement for all of them takes far longer than running them. Instances of a kind with the same marks are
-- counted together: there are few such shapes.
-- Run the rows of:
with sources as (
  select '''' || replace(uri, '''', '''''') || '''' as uri from (select distinct unnest(sources) as uri from lake_refreshes)
),
source_of as (
  -- Of sources that lie in each other the innermost is the object's.
  select coalesce('case ' || string_agg(format('when starts_with(source_uri, {0}) then {0}', uri), ' ' order by len(uri) desc, uri) || ' end', 'null')
    as expression
  from sources
)
select
  format(
    'insert into counted_shapes
    select
      ''{0}'', Modality, {1}, {2}, {3}, {4}, {5}, date_trunc(''month'', {6})::date,
      top_level(list_transform(ValueErrors, lambda x : x.Path)) as errors,
      top_level(list_transform(BinaryElements, lambda x : x.Path)) as binaries,
      top_level(EmptyElements) as empties,
      top_level(list_transform(OtherElements, lambda x : x.Path)) as others,
      count(*),
      [{7}]
    from {0}
    group by all',
    table_name,
    if(bool_or(keyword = 'SOPClassUID'), 'SOPClassUID', 'null::varchar as SOPClassUID'),
    if(bool_or(keyword = 'Manufacturer'), 'Manufacturer', 'null::varchar as Manufacturer'),
    if(bool_or(keyword = 'ManufacturerModelName'), 'ManufacturerModelName', 'null::varchar as ManufacturerModelName'),
    if(bool_or(keyword = 'SoftwareVersions'), 'array_to_string(SoftwareVersions, chr(92))', 'null::varchar') || ' as software',
    (select expression from source_of) || ' as source',
    if(bool_or(keyword = 'StudyDate'), 'StudyDate', 'null::date'),
    string_agg(format('count({0})', name), ', ' order by position)
  )
from attribute_columns()
group by table_name
order by table_name;

-- Then:
create table attribute_counts as
with shapes as (
  select *, row_number() over () as shape from counted_shapes
),
valued as (
  select shapes.shape, columns.keyword, shapes.with_value[columns.position] as with_value
  from shapes
  join attribute_columns() as columns using (table_name)
  where shapes.with_value[columns.position] > 0
),
marked as (
  select distinct shape, unnest(flatten(list_filter([errors, binaries, empties, others], lambda marks : marks is not null))) as keyword
  from shapes
),
states as (
  select
    shapes.*,
    keyword,
    coalesce(list_contains(errors, keyword), false) as deviates,
    -- A value beyond the limits of columns is in OtherElements.
    if(coalesce(list_contains(others, keyword), false), instances, coalesce(valued.with_value, 0)) as present,
    attribute_state(false, keyword, errors, binaries, empties) as other_state
  from valued
  full join marked using (shape, keyword)
  join shapes using (shape)
),
counted as (
  select
    Modality, SOPClassUID, Manufacturer, ManufacturerModelName, SoftwareVersions, source, study_month, keyword,
    null::bigint as instances,
    sum(present)::bigint as present,
    coalesce(sum(instances - present) filter (other_state = 'empty'), 0)::bigint as empty,
    coalesce(sum(instances - present) filter (other_state = 'invalid'), 0)::bigint as invalid,
    coalesce(sum(instances - present) filter (other_state = 'binary'), 0)::bigint as binary_only,
    coalesce(sum(instances) filter (deviates), 0)::bigint as deviating
  from states
  group by all
  union all by name
  select Modality, SOPClassUID, Manufacturer, ManufacturerModelName, SoftwareVersions, source, study_month, sum(instances)::bigint as instances
  from shapes
  group by all
)
select
  Modality, keyword, SOPClassUID, Manufacturer, ManufacturerModelName, SoftwareVersions, source, study_month, instances, present, empty, invalid,
  binary_only, deviating
from counted
order by all;

drop table counted_shapes;

comment on table attribute_counts is 'States of attributes by kinds of instances: what tag_coverage and tag_coverage_by are summed from.';
comment on column attribute_counts.Modality is 'Modality; NULL for instances without one';
comment on column attribute_counts.keyword is 'Keyword of the attribute, or GGGGEEEE where PS3.6 does not know the tag; NULL in the row that counts the instances of the kind';
comment on column attribute_counts.SOPClassUID is 'SOP Class UID of the kind';
comment on column attribute_counts.Manufacturer is 'Manufacturer of the kind';
comment on column attribute_counts.ManufacturerModelName is 'Manufacturer''s model name of the kind';
comment on column attribute_counts.SoftwareVersions is 'Software versions of the kind, several parted by backslashes';
comment on column attribute_counts.source is 'Source of the kind, as it was given to a refresh; the innermost where sources lie in each other';
comment on column attribute_counts.study_month is 'First day of the month of StudyDate';
comment on column attribute_counts.instances is 'Instances of the kind, in its row with keyword NULL; NULL in all others';
comment on column attribute_counts.present is 'Instances with a value in the typed column (or in OtherElements, for unknown tags)';
comment on column attribute_counts.empty is 'Instances that have the attribute with zero length (or a sequence without items)';
comment on column attribute_counts.invalid is 'Instances whose value does not parse as its VR or VM: only ValueErrors has it';
comment on column attribute_counts.binary_only is 'Instances whose value is binary: only BinaryElements names it';
comment on column attribute_counts.deviating is 'Instances with an entry in ValueErrors, whether the typed column has a value or not';
