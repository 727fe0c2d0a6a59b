-- attribute_counts: what became of each attribute's values, by kinds of instances: what coverage of any grain is summed from.
-- Grain: one row per kind of instances and attribute of the data set itself that at least one of them has; and one with keyword NULL per
--   kind. A kind is Modality, SOPClassUID, Manufacturer, ManufacturerModelName, SoftwareVersions, source and study_month.
-- Source: the instances_* tables, lake_refreshes.
-- Caveats: exact. Instances of the kind that no state counts do not have the attribute: sum the rows with keyword NULL, then subtract.
--   study_month is of StudyDate: when the study was made, not when it came to the archive. States as in the macro attribute_state.
create temp table counted_shapes (
  table_name varchar, Modality varchar, SOPClassUID varchar, Manufacturer varchar, ManufacturerModelName varchar, SoftwareVersions varchar,
  source varchar, study_month date, errors varchar, binaries varchar, empties varchar, others varchar, instances bigint,
  with_value bigint[]
);

-- One pass a table: planning one statement for all of them takes far longer than running them. Instances of a kind with the same marks are
-- counted together: there are few such shapes. Marks are lists as text, which is quicker to group by; keywords have no commas. Of a table that
-- is stored in blocks, rows are counted by block first.
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
      {7} as errors,
      array_to_string(top_level(list_transform(BinaryElements, lambda x : x.Path)), '','') as binaries,
      array_to_string(top_level(EmptyElements), '','') as empties,
      {8} as others,
      {9},
      [{10}]
    from {11}
    group by all',
    table_name,
    if(bool_or(keyword = 'SOPClassUID'), 'SOPClassUID', 'null::varchar as SOPClassUID'),
    if(bool_or(keyword = 'Manufacturer'), 'Manufacturer', 'null::varchar as Manufacturer'),
    if(bool_or(keyword = 'ManufacturerModelName'), 'ManufacturerModelName', 'null::varchar as ManufacturerModelName'),
    if(bool_or(keyword = 'SoftwareVersions'), 'array_to_string(SoftwareVersions, chr(92))', 'null::varchar') || ' as software',
    if(bool_or(is_of_block), 'each.source', source_expression || ' as source'),
    if(bool_or(keyword = 'StudyDate'), 'StudyDate', 'null::date'),
    if(bool_or(is_of_block), 'each.errors', errors_expression),
    if(bool_or(is_of_block), 'each.others', others_expression),
    if(bool_or(is_of_block), 'sum(each.instances)', 'count(*)'),
    string_agg(
      case
        when is_of_block then format('sum(if({} is null, 0, each.instances))', name)
        when relation <> table_name then format('sum(each.with_value_{})', position)
        else format('count({})', name)
      end, ', ' order by position
    ),
    if(
      bool_or(is_of_block),
      format(
        '(select block, {0} as source, {1} as errors, {2} as others, count(*) as instances, {3} from {4} group by all) as each join {5} using (block)',
        source_expression,
        errors_expression,
        others_expression,
        string_agg(format('count({}) as with_value_{}', name, position), ', ' order by position) filter (not is_of_block),
        any_value(relation) filter (not is_of_block),
        any_value(relation) filter (is_of_block)
      ),
      table_name
    )
  )
from (
  select
    columns.*,
    source_of.expression as source_expression,
    'array_to_string(top_level(list_transform(ValueErrors, lambda x : x.Path)), '','')' as errors_expression,
    'array_to_string(top_level(list_transform(OtherElements, lambda x : x.Path)), '','')' as others_expression
  from attribute_columns() as columns
  cross join source_of
)
group by table_name, source_expression, errors_expression, others_expression
order by table_name;

-- Then:
-- Shapes and kinds are numbered: rows of many texts are slow to join, to group and to sort. Numbers of kinds are in the order of what they stand for.
create table attribute_counts as
with shapes as materialized (
  select
    *,
    row_number() over () as shape,
    dense_rank() over (order by Modality, SOPClassUID, Manufacturer, ManufacturerModelName, SoftwareVersions, source, study_month) as kind
  from counted_shapes
),
kinds as (
  select
    kind,
    any_value(Modality) as Modality,
    any_value(SOPClassUID) as SOPClassUID,
    any_value(Manufacturer) as Manufacturer,
    any_value(ManufacturerModelName) as ManufacturerModelName,
    any_value(SoftwareVersions) as SoftwareVersions,
    any_value(source) as source,
    any_value(study_month) as study_month,
    sum(instances)::bigint as instances
  from shapes
  group by kind
),
columns as materialized (
  select table_name, keyword, position from attribute_columns()
),
valued as (
  select placed.kind, columns.keyword, sum(placed.with_value) as present
  from (
    select kind, table_name, position, sum(with_value) as with_value
    from (select kind, table_name, unnest(with_value) as with_value, unnest(range(1, len(with_value) + 1)) as position from shapes)
    where with_value > 0
    group by all
  ) as placed
  join columns using (table_name, position)
  group by all
),
marked as (
  select
    shape,
    keyword,
    bool_or(mark = 'errors') as deviates,
    bool_or(mark = 'binaries') as is_binary,
    bool_or(mark = 'others') as is_other
  from (
    select shape, 'errors' as mark, unnest(string_split(errors, ',')) as keyword from shapes
    union all
    select shape, 'binaries', unnest(string_split(binaries, ',')) from shapes
    union all
    select shape, 'empties', unnest(string_split(empties, ',')) from shapes
    union all
    select shape, 'others', unnest(string_split(others, ',')) from shapes
  )
  where keyword <> ''
  group by shape, keyword
),
-- What the marks say of the instances without a value: the states and their order are those of the macro attribute_state.
judged as (
  select
    shapes.kind,
    marked.keyword,
    shapes.instances,
    marked.deviates,
    marked.is_binary,
    -- A value beyond the limits of columns is in OtherElements.
    marked.is_other,
    coalesce(shapes.with_value[columns.position], 0) as with_value
  from marked
  join shapes using (shape)
  left join columns on columns.table_name = shapes.table_name and columns.keyword = marked.keyword
),
states as (
  select
    kind,
    keyword,
    sum(instances - with_value) filter (is_other) as more_present,
    sum(instances - with_value) filter (not is_other and not deviates and not is_binary) as empty,
    sum(instances - with_value) filter (not is_other and deviates) as invalid,
    sum(instances - with_value) filter (not is_other and not deviates and is_binary) as binary_only,
    sum(instances) filter (deviates) as deviating
  from judged
  group by kind, keyword
),
counted as (
  select
    kind,
    keyword,
    null::bigint as instances,
    (coalesce(valued.present, 0) + coalesce(states.more_present, 0))::bigint as present,
    coalesce(states.empty, 0)::bigint as empty,
    coalesce(states.invalid, 0)::bigint as invalid,
    coalesce(states.binary_only, 0)::bigint as binary_only,
    coalesce(states.deviating, 0)::bigint as deviating
  from valued
  full join states using (kind, keyword)
  union all by name
  select kind, instances from kinds
)
select
  kinds.Modality,
  counted.keyword,
  kinds.SOPClassUID,
  kinds.Manufacturer,
  kinds.ManufacturerModelName,
  kinds.SoftwareVersions,
  kinds.source,
  kinds.study_month,
  counted.instances,
  counted.present,
  counted.empty,
  counted.invalid,
  counted.binary_only,
  counted.deviating
from counted
join kinds using (kind)
order by kinds.Modality, counted.keyword, counted.kind;

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
