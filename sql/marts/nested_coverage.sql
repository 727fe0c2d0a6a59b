-- nested_coverage: which attributes the items of the archive's sequences have, per modality.
-- Grain: one row per Modality and path (Sequence.Keyword, at any depth) that an item of at least one instance has.
-- Source: the instances_* tables, standard_attributes.
-- Caveats: exact, in instances, not items. The states are no partition as in tag_coverage: an instance counts for each state that one of its
--   items is in. sequence_instances have the sequence with at least one item: those without the path are among them, or lack the sequence.
-- Begin: early
-- Reads: Modality
-- One query a table, or two where it is stored in blocks: a block counts for its instances. Paths that end with a dot count the instances in which the sequence has items.
-- Count the items of the rows of:
select
  format(
    'select Modality, {2}, {1} from {0}',
    if(is_of_block, relation, table_name),
    string_agg(name, ', ' order by position),
    if(is_of_block, 'block_instances', '1::bigint')
  )
from attribute_columns()
where is_sequence
group by table_name, relation, is_of_block;

-- Then:
create table nested_coverage as
with shapes as (
  select
    Modality,
    -- Lists as text are quicker to group by; paths have no commas.
    array_to_string(list_transform(ValueErrors, lambda x : x.Path), ',') as errors,
    array_to_string(list_transform(BinaryElements, lambda x : x.Path), ',') as binaries,
    array_to_string(EmptyElements, ',') as empties,
    array_to_string(list_transform(OtherElements, lambda x : x.Path), ',') as others,
    sum(instances)::bigint as instances
  from dicom_groups
  group by all
),
marked as (
  select Modality, unnest(list_distinct(string_split(empties, ','))) as path, instances as empty, 0 as invalid, 0 as binary_only, 0 as present from shapes
  union all by name
  select Modality, unnest(list_distinct(string_split(errors, ','))) as path, instances as invalid from shapes
  union all by name
  select Modality, unnest(list_distinct(string_split(binaries, ','))) as path, instances as binary_only from shapes
  union all by name
  select Modality, unnest(list_distinct(string_split(others, ','))) as path, instances as present from shapes
  union all by name
  select value as Modality, path, instances as present from counted_items
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

drop table counted_items;

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
