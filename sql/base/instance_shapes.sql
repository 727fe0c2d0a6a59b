-- instance_shapes: the kinds of instances, by how they stand to what the standard requires. What conformance is counted from.
-- Grain: one row per SOP class, modality, device, set of required attributes without value, set of modules in use, and set of deviations.
-- Source: the instances_* tables, standard_requirements, standard_attributes, standard_sop_classes.
-- Caveats: an instance is judged by its modules: the mandatory ones, and others where an attribute of their own is there; in items, where there
--   is an item. Whether a conditional attribute (1C, 2C) may be missing is not judged, only that one of type 1C is not empty. Nothing is
--   missing by a module whose attributes are not known, nor from an object whose reading ended early. Paths have no item numbers: of several
--   items some may lack an attribute that is empty in another, which then counts as empty. Of retired attributes those of items do not count.
create temp table shape_classes (table_name varchar, uid varchar);

-- Where a large table stores its columns: with the rows, or with the blocks of rows that share them.
create temp table shape_places as
select table_name, keyword, relation, is_of_block, relation <> table_name and not is_of_block as is_of_row from attribute_columns();

-- Run the rows of:
select
  format(
    'insert into shape_classes select distinct ''{0}'', {1} from {2}',
    table_name,
    'coalesce('
      || coalesce(string_agg('"' || keyword || '"', ', ' order by keyword desc) filter (keyword like '%SOPClassUID'), 'null::varchar')
      || ')',
    -- Blocks share their class.
    any_value(relation)
  )
from shape_places
where keyword in ('SOPClassUID', 'MediaStorageSOPClassUID', 'Modality')
group by table_name
order by table_name;

-- Then:
create temp table shape_fields as
with columns as (
  select table_name, column_name, data_type
  from duckdb_columns()
  where database_name = current_database() and starts_with(table_name, 'instances_') and column_name[1] between 'A' and 'Z'
    and column_name not in ('EmptyElements', 'BinaryElements', 'PrivateTags', 'ValueErrors', 'VrMismatches', 'ReadIssues', 'OtherElements', 'PrivateElements')
),
scalars as (
  select table_name, column_name || '.' || unnest(fields_in(data_type)) as path from columns where data_type like 'STRUCT%'
)
select table_name, path, bool_or(is_sequence) as is_sequence
from (
  select table_name, column_name as path, data_type like 'STRUCT%' as is_sequence from columns
  union all
  select table_name, path, false from scalars
  union all
  -- Sequences in items have no entry of their own.
  select
    table_name,
    unnest(list_transform(range(1, len(string_split(path, '.'))), lambda n : array_to_string(string_split(path, '.')[:n], '.'))),
    true
  from scalars
)
group by table_name, path;

create temp table shape_requirements as
select distinct class.table_name, class.uid, asked.iod, asked.module, asked.usage, asked.path, asked.type, asked.is_own
from shape_classes as class
join standard_requirements as asked on asked.SOPClassUID = class.uid
where asked.path is not null;

-- What tells that a module is used, by where it is stored.
create temp table shape_modules as
select
  asked.table_name,
  asked.iod || '/' || asked.module as label,
  any_value(asked.path) as path,
  string_agg(distinct format('"{0}" is not null', asked.path), ' or ') filter (place.is_of_row) as of_row,
  string_agg(distinct format('"{0}" is not null', asked.path), ' or ') filter (place.is_of_row is not true) as of_block,
  row_number() over (partition by asked.table_name order by asked.iod, asked.module) as number
from shape_requirements as asked
join shape_fields using (table_name, path)
left join shape_places as place on place.table_name = asked.table_name and place.keyword = split_part(asked.path, '.', 1)
where asked.is_own and asked.usage <> 'M'
group by asked.table_name, asked.iod, asked.module;

-- One bit for each fact about an instance: an attribute that is required has no value, a module is used, an attribute is in use that is
-- retired or belongs to no module. Bits of a data set are packed by 60 into numbers, those of the items of a sequence into one by itself; and
-- those of columns that are stored with the rows apart from others.
create temp table shape_bits as
with required as (
  select distinct
    table_name,
    path,
    if(contains(path, '.'), path[: -(len(split_part(path, '.', -1)) + 2)], '') as parent,
    split_part(path, '.', -1) as keyword
  from shape_requirements
  where type in ('1', '2')
),
closed as (
  -- IODs of which all modules are known.
  select class.table_name, standard.iod
  from shape_classes as class
  join standard_sop_classes as standard using (uid)
  join (select iod from standard_requirements group by iod having bool_and(is_known)) as known on known.iod = standard.iod
  group by all
),
attributes as (
  select field.table_name, field.path, attribute.keyword, attribute.retired = 'Y' as is_retired
  from shape_fields as field
  join standard_attributes as attribute on attribute.keyword = regexp_replace(field.path, '_([0-9A-F]{4}|[0-9A-F]{8})$', '')
  where attribute.tag > '0003'
),
in_use as (
  select table_name, path from attributes where is_retired
  union
  select attributes.table_name, attributes.path
  from attributes
  join closed using (table_name)
  anti join shape_requirements as asked
    on asked.table_name = attributes.table_name and asked.iod = closed.iod and asked.path = attributes.keyword
),
facts as (
  select
    required.table_name,
    'without_value' as kind,
    required.parent,
    required.path as label,
    case
      when required.parent = '' then format('"{0}" is null', required.keyword)
      when field.path is null then 'true'
      else format('item."{0}" is null', required.keyword)
    end as expression,
    required.path as place
  from required
  left join shape_fields as field on field.table_name = required.table_name and field.path = required.path
  left join shape_fields as sequence on sequence.table_name = required.table_name and sequence.path = required.parent and sequence.is_sequence
  where if(required.parent = '', field.path is not null, sequence.path is not null)
  union all
  select
    table_name, 'used_modules', '', label,
    case when of_row is null then of_block when of_block is null then of_row else format('each.used_{} or {}', number, of_block) end,
    if(of_block is null, path, null)
  from shape_modules
  union all
  select table_name, 'in_use', '', path, format('"{0}" is not null', path), path from in_use
),
placed as (
  select facts.*, coalesce(place.is_of_row, false) as is_of_row
  from facts
  left join shape_places as place on place.table_name = facts.table_name and place.keyword = split_part(facts.place, '.', 1)
),
numbered as (
  select *, row_number() over (partition by table_name, is_of_row, parent order by kind, label) - 1 as number from placed
)
select
  table_name, kind, parent, label, expression, is_of_row,
  number % 60 as bit,
  dense_rank() over (partition by table_name order by is_of_row, parent, number // 60) as mask
from numbered;

create temp table shape_rows (
  table_name varchar, uid varchar, modality_value varchar, manufacturer_value varchar, model_value varchar, software varchar,
  is_complete boolean, masks ubigint[], empties varchar[], binaries varchar[], others varchar[],
  errors struct(path varchar, vr varchar, reason varchar)[], mismatches struct(path varchar, expected varchar, found varchar)[],
  issues struct(code varchar, path varchar)[], instances bigint, first_date date, last_date date, example_uri varchar
);

-- Run the rows of:
with masks as (
  select
    table_name,
    mask,
    is_of_row,
    if(
      parent = '',
      string_agg(format('(({0})::ubigint << {1})', expression, bit), ' + '),
      format(
        'coalesce(list_aggregate(list_transform({0}, lambda item : {1}), ''bit_or''), 0)',
        items_at(parent), string_agg(format('(({0})::ubigint << {1})', expression, bit), ' + ')
      )
    ) as expression
  from shape_bits
  group by table_name, mask, parent, is_of_row
),
tables as (
  select
    table_name,
    list(column_name) as names
  from duckdb_columns()
  where database_name = current_database() and starts_with(table_name, 'instances_')
  group by table_name
),
-- Of a table that is stored in blocks, rows are counted by block first.
stored as (
  select
    table_name,
    any_value(relation) filter (is_of_row) as rows_relation,
    any_value(relation) filter (is_of_block) as blocks_relation
  from shape_places
  group by table_name
),
lists as (
  select *
  from (values
    ('others', 'list_transform(OtherElements, lambda x : x.Path)'),
    ('errors', 'list_transform(ValueErrors, lambda x : {''path'': x.Path, ''vr'': x.VR, ''reason'': x.Reason})'),
    ('issues', 'list_transform(ReadIssues, lambda x : {''code'': x.Code, ''path'': x.Path})')
  ) as list (name, expression)
)
select
  format(
    'insert into shape_rows
    select
      ''{0}'', coalesce({1}, null), Modality, {2}, {3}, {4}, stop_reason in (''PIXEL'', ''EOF'', ''FFFC''), [{5}]::ubigint[],
      EmptyElements, list_transform(BinaryElements, lambda x : x.Path), {7}, {8},
      list_transform(VrMismatches, lambda x : {{''path'': x.Path, ''expected'': x.Expected, ''found'': x.Found}}), {9},
      {10}, min(coalesce({6}, null)), max(coalesce({6}, null)), {11}
    from {12}
    group by all',
    table_name,
    coalesce(array_to_string(list_filter(['SOPClassUID', 'MediaStorageSOPClassUID'], lambda name : list_contains(names, name)), ', '), 'null')
      || if(list_has_any(names, ['SOPClassUID', 'MediaStorageSOPClassUID']), '', 'null::varchar'),
    if(list_contains(names, 'Manufacturer'), 'Manufacturer', 'null::varchar'),
    if(list_contains(names, 'ManufacturerModelName'), 'ManufacturerModelName', 'null::varchar'),
    if(list_contains(names, 'SoftwareVersions'), 'array_to_string(SoftwareVersions, ''\'')', 'null::varchar'),
    coalesce((
      select string_agg(if(is_of_row, format('each.mask_{}', mask), expression), ', ' order by mask) from masks where masks.table_name = tables.table_name
    ), ''),
    array_to_string(list_filter(['StudyDate', 'AcquisitionDate'], lambda name : list_contains(names, name)), ', ')
      || if(list_has_any(names, ['StudyDate', 'AcquisitionDate']), '', 'null::date'),
    if(blocks_relation is null, (select expression from lists where name = 'others'), 'each.others'),
    if(blocks_relation is null, (select expression from lists where name = 'errors'), 'each.errors'),
    if(blocks_relation is null, (select expression from lists where name = 'issues'), 'each.issues'),
    if(blocks_relation is null, 'count(*)', 'sum(each.instances)'),
    if(blocks_relation is null, 'min(source_uri)', 'min(each.first_uri)'),
    if(
      blocks_relation is null,
      table_name,
      format(
        '(select block, {0}, {1} count(*) as instances, min(source_uri) as first_uri from {2} group by all) as each join {3} using (block)',
        (select string_agg(expression || ' as ' || name, ', ' order by name) from lists),
        coalesce((
          select string_agg(format('{} as used_{}, ', of_row, number), '' order by number)
          from shape_modules
          where shape_modules.table_name = tables.table_name and of_row is not null and of_block is not null
        ), '') || coalesce((
          select string_agg(format('{} as mask_{}, ', expression, mask), '' order by mask)
          from masks
          where masks.table_name = tables.table_name and masks.is_of_row
        ), ''),
        rows_relation,
        blocks_relation
      )
    )
  )
from tables
left join stored using (table_name)
order by table_name;

-- Then:
create table instance_shapes as
with numbered as (
  select *, row_number() over (order by table_name, uid, example_uri) as shape from shape_rows
),
facts as (
  select
    numbered.shape,
    bits.kind,
    list_sort(list(
      if(bits.kind = 'used_modules', split_part(bits.label, '/', 2), bits.label)
    ) filter (
      (numbered.masks[bits.mask] >> bits.bit) & 1 = 1
      and (bits.kind <> 'used_modules' or split_part(bits.label, '/', 1) = class.iod)
    )) as labels
  from numbered
  join shape_bits as bits using (table_name)
  left join standard_sop_classes as class on class.uid = numbered.uid
  group by all
),
never as (
  -- Required attributes that the table has no column for.
  select asked.table_name, asked.uid, list_sort(list(distinct asked.path)) as paths
  from shape_requirements as asked
  anti join shape_fields as field on field.table_name = asked.table_name and field.path = asked.path
  where asked.type in ('1', '2') and not contains(asked.path, '.')
  group by all
),
emptied as (
  -- A module is in use, too, where it is all there is of it that an attribute is there and empty.
  select numbered.shape, list(distinct asked.module) as modules
  from (select shape, table_name, uid, unnest(empties) as path from numbered) as numbered
  join shape_requirements as asked
    on asked.table_name = numbered.table_name and asked.uid = numbered.uid and asked.path = numbered.path and asked.is_own and asked.usage <> 'M'
  group by numbered.shape
),
shapes as (
  select
    numbered.*,
    list_transform(numbered.errors, lambda error : error.path) as error_paths,
    list_concat(never.paths, missing.labels) as without_value,
    list_sort(list_distinct(list_concat(used.labels, emptied.modules))) as used_modules,
    in_use.labels as in_use
  from numbered
  left join facts as missing on missing.shape = numbered.shape and missing.kind = 'without_value'
  left join facts as used on used.shape = numbered.shape and used.kind = 'used_modules'
  left join facts as in_use on in_use.shape = numbered.shape and in_use.kind = 'in_use'
  left join never on never.table_name = numbered.table_name and never.uid = numbered.uid
  left join emptied on emptied.shape = numbered.shape
),
lacking as (
  select
    *,
    if(list_contains(others, path), 'present', attribute_state(false, path, error_paths, binaries, empties)) as state
  from (
    select shape, uid, table_name, used_modules, is_complete, error_paths, binaries, empties, others, unnest(without_value) as path from shapes
  )
  union all by name
  -- Whether a conditional attribute must be there is not known, but it is not empty.
  select shape, uid, table_name, used_modules, true as is_complete, unnest(empties) as path, 'conditional' as state from shapes
),
required as (
  select
    lacking.shape,
    lacking.path,
    case when min(asked.type) = '2' then 'missing_type_2' when any_value(lacking.state) = 'absent' then 'missing_type_1' else 'empty_type_1' end as kind,
    min(asked.type) as type,
    list_sort(list(distinct asked.module)) as modules
  from lacking
  join shape_requirements as asked
    on asked.table_name = lacking.table_name and asked.uid = lacking.uid and asked.path = lacking.path
    and case lacking.state
      when 'absent' then lacking.is_complete and asked.type in ('1', '2')
      when 'empty' then asked.type = '1'
      when 'conditional' then asked.type = '1C'
      else false
    end
  where asked.usage = 'M' or list_contains(lacking.used_modules, asked.module)
  group by lacking.shape, lacking.path
),
valued as (
  select shape, unnest(errors) as error from shapes
),
retyped as (
  select shape, unnest(mismatches) as mismatch from shapes
),
encoded as (
  select shape, unnest(issues) as issue from shapes
),
used as (
  select shape, unnest(in_use) as path from shapes
),
findings as (
  select shape, kind, path, null as detail, type, modules from required
  union all
  select
    shape, if(error.reason = 'VM_MISMATCH', 'value_multiplicity', 'value_format'), error.path, error.vr || ' ' || error.reason, null, null
  from valued
  union all
  select shape, 'vr_mismatch', mismatch.path, mismatch.found || ' for ' || mismatch.expected, null, null from retyped
  union all
  select
    shape,
    if(regexp_matches(issue.code, '^((AS|CS|DA|DS|DT|IS|PN|TM|UI)_|VALUE_TOO_LONG|CONTROL_CHAR|NUL_PADDING)'), 'value_format', 'encoding'),
    issue.path, issue.code, null, null
  from encoded
  -- These have lists of their own.
  where issue.code not in ('VM_MISMATCH', 'VR_MISMATCH')
  union all
  select used.shape, if(attribute.retired = 'Y', 'retired_attribute', 'not_in_iod'), used.path, null, null, null
  from used
  join standard_attributes as attribute on attribute.keyword = regexp_replace(used.path, '_([0-9A-F]{4}|[0-9A-F]{8})$', '')
  union all
  select
    shape, 'sop_class_modality', 'Modality', modality_value || ' for ' || array_to_string(modalities_of(uid), ' or '), null, null
  from shapes
  where not list_contains(modalities_of(uid), modality_value)
  union all
  select
    shapes.shape,
    case when shapes.uid is null then 'sop_class_missing' when class.uid is null then 'sop_class_unknown' else 'sop_class_retired' end,
    'SOPClassUID', shapes.uid, null, null
  from shapes
  left join standard_sop_classes as class on class.uid = shapes.uid
  where class.uid is null or class.retired = 'Y' or class.iod is null
),
found as (
  select
    shape,
    list({'kind': kind, 'path': path, 'detail': detail, 'type': type, 'modules': modules} order by kind, path, detail) as findings
  from (select distinct * replace (coalesce(path, '') as path) from findings)
  group by shape
)
select
  shapes.shape,
  shapes.uid as SOPClassUID,
  shapes.modality_value as Modality,
  shapes.manufacturer_value as Manufacturer,
  shapes.model_value as ManufacturerModelName,
  shapes.software as SoftwareVersions,
  shapes.is_complete,
  shapes.instances,
  shapes.first_date,
  shapes.last_date,
  shapes.example_uri,
  shapes.used_modules,
  found.findings
from shapes
left join found using (shape)
order by shapes.shape;

drop table shape_classes;
drop table shape_fields;
drop table shape_requirements;
drop table shape_places;
drop table shape_modules;
drop table shape_bits;
drop table shape_rows;

comment on table instance_shapes is 'Kinds of instances by SOP class, device, and how they stand to the standard: one row per kind. What conformance is counted from.';
comment on column instance_shapes.shape is 'Number of the kind, in this warehouse; key';
comment on column instance_shapes.SOPClassUID is 'SOP class; that of the file meta information where the data set has none';
comment on column instance_shapes.Modality is 'Modality';
comment on column instance_shapes.Manufacturer is 'Manufacturer';
comment on column instance_shapes.ManufacturerModelName is 'Manufacturer''s model name';
comment on column instance_shapes.SoftwareVersions is 'Software versions, several parted by backslashes';
comment on column instance_shapes.is_complete is 'false: reading ended before the data set did, so that what is missing may stand behind';
comment on column instance_shapes.instances is 'Stored objects of this kind';
comment on column instance_shapes.first_date is 'The earliest StudyDate of them, or AcquisitionDate where there is none';
comment on column instance_shapes.last_date is 'The latest one';
comment on column instance_shapes.example_uri is 'Where one of them is: the first by name';
comment on column instance_shapes.used_modules is 'Conditional and optional modules of the IOD of which an attribute of their own is there; NULL if none';
comment on column instance_shapes.findings is 'What is not as the standard wants it, the same in each of them: kind, path, detail, type, modules as in conformance_findings; NULL if nothing';
