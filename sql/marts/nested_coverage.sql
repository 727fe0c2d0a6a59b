-- nested_coverage: which attributes the items of the archive's sequences have, per modality.
-- Grain: one row per Modality and path (Sequence.Keyword, at any depth) that an item of at least one instance has.
-- Source: the instances_* tables, standard_attributes.
-- Caveats: exact, in instances, not items. The states are no partition as in tag_coverage: an instance counts for each state that one of its
--   items is in. sequence_instances have the sequence with at least one item: those without the path are among them, or lack the sequence.
-- Reads: SOPInstanceUID
create temp table found_paths (modality_value varchar, path varchar, instances bigint);

-- One statement a table and sequence of the data set: level by level it gathers the items of the sequences below, then counts the instances in
-- which any item has a value. Most have one item, and need no search. A path that ends with its dot counts the instances with items.
-- Run the rows of:
with fields as (
  select table_name, keyword as top, keyword || '.' || unnest(fields_in(data_type)) as path from attribute_columns() where is_sequence
),
sequences as (
  select
    table_name,
    top,
    path[: -(len(split_part(path, '.', -1)) + 2)] as sequence,
    len(path) - len(replace(path, '.', '')) - 1 as level,
    list(split_part(path, '.', -1) order by path) as names
  from fields
  group by all
),
levels as (
  select
    table_name,
    top,
    level,
    if(
      level = 0,
      format('level_0 as not materialized (select Modality as m, "{1}", if(len("{1}") = 1, "{1}"[1], null) as "first {1}" from {0} where "{1}" is not null)', table_name, top),
      format('level_{0}_items as not materialized (select *, {2} from level_{1}), level_{0} as not materialized (select *, {3} from level_{0}_items)',
        level, level - 1,
        string_agg(format('flatten(list_transform("{}", lambda item : item."{}")) as "{}"', sequence[: -(len(split_part(sequence, '.', -1)) + 2)], split_part(sequence, '.', -1), sequence), ', '),
        string_agg(format('if(len("{0}") = 1, "{0}"[1], null) as "first {0}"', sequence), ', '))
    ) as relation
  from sequences
  group by table_name, top, level
),
chains as (
  select table_name, top, string_agg(relation, ', ' order by level) as relations, max(level) as deepest from levels group by all
),
counts as (
  select
    table_name,
    top,
    string_agg(format('[''{}.''', sequence) || (select string_agg(format(', ''{}.{}''', sequence, name), '') from unnest(names) as t(name)) || ']', ' || ' order by sequence) as paths,
    string_agg(
      format('[count_if(len("{}") > 0)', sequence) || (
        select string_agg(format(
          ', count_if(case when len("{0}") = 1 then "first {0}"."{1}" is not null else list_contains(list_transform("{0}", lambda item : item."{1}" is not null), true) end)',
          sequence, name), '')
        from unnest(names) as t(name)) || ']',
      ' || ' order by sequence
    ) as expressions
  from sequences
  group by all
)
select
  format(
    'insert into found_paths
    with {0}
    select m, unnest({1}), unnest(counts) from (select m, {2} as counts from level_{3} group by m)',
    relations, paths, expressions, deepest
  )
from counts
join chains using (table_name, top)
order by table_name, top;

-- Then:
create table nested_coverage as
with shapes as (
  select
    Modality,
    list_transform(ValueErrors, lambda x : x.Path) as errors,
    list_transform(BinaryElements, lambda x : x.Path) as binaries,
    EmptyElements as empties,
    list_transform(OtherElements, lambda x : x.Path) as others,
    count(*) as instances
  from dicom_all
  group by all
),
marked as (
  select Modality, unnest(list_distinct(empties)) as path, instances as empty, 0 as invalid, 0 as binary_only, 0 as present from shapes
  union all by name
  select Modality, unnest(list_distinct(errors)) as path, instances as invalid from shapes
  union all by name
  select Modality, unnest(list_distinct(binaries)) as path, instances as binary_only from shapes
  union all by name
  select Modality, unnest(list_distinct(others)) as path, instances as present from shapes
  union all by name
  select modality_value as Modality, path, instances as present from found_paths
),
counted as (
  select
    Modality,
    path,
    path[: -(len(split_part(path, '.', -1)) + 2)] as sequence,
    split_part(path, '.', -1) as keyword,
    coalesce(sum(present), 0)::bigint as present,
    coalesce(sum(empty), 0)::bigint as empty,
    coalesce(sum(invalid), 0)::bigint as invalid,
    coalesce(sum(binary_only), 0)::bigint as binary_only
  from marked
  where contains(path, '.')
  group by Modality, path
)
select
  counted.Modality,
  counted.path,
  counted.sequence,
  counted.keyword,
  attribute.tag,
  attribute.vr,
  coalesce(sequences.present, 0) as sequence_instances,
  counted.present,
  counted.empty,
  counted.invalid,
  counted.binary_only
from counted
left join counted as sequences
  on sequences.path = counted.sequence || '.' and sequences.Modality is not distinct from counted.Modality
left join standard_attributes as attribute
  on attribute.keyword = regexp_replace(counted.keyword, '_([0-9A-F]{4}|[0-9A-F]{8})$', '') and attribute.keyword <> ''
where counted.keyword not in ('', 'item_number') and counted.present + counted.empty + counted.invalid + counted.binary_only > 0
order by counted.Modality, counted.path;

drop table found_paths;

comment on table nested_coverage is 'Attributes of items by modality and path: in how many instances an item has them, and in which state.';
comment on column nested_coverage.Modality is 'Modality; key with path; NULL for instances without one';
comment on column nested_coverage.path is 'Keywords of the sequences and of the attribute, parted by dots; without item numbers';
comment on column nested_coverage.sequence is 'The path of the sequence whose items these are';
comment on column nested_coverage.keyword is 'Keyword of the attribute; GGGGEEEE for a public tag that PS3.6 does not know';
comment on column nested_coverage.tag is 'Tag as PS3.6 prints it; NULL if PS3.6 does not know it';
comment on column nested_coverage.vr is 'VR by PS3.6; NULL if PS3.6 does not know the tag';
comment on column nested_coverage.sequence_instances is 'Instances with at least one item of the sequence';
comment on column nested_coverage.present is 'Instances in which at least one item has a value';
comment on column nested_coverage.empty is 'Instances in which at least one item has it with zero length';
comment on column nested_coverage.invalid is 'Instances in which at least one item has a value that deviates from its VR or VM (ValueErrors)';
comment on column nested_coverage.binary_only is 'Instances in which at least one item has a binary value';
