-- standard_coverage: of all attributes of the standard, which does the archive have?
-- Grain: one row per data element of PS3.6, a repeating group as one.
-- Source: the instances_* tables, dicom_all, standard_attributes.
-- Caveats: an attribute counts as seen once any object has had it, with a value or without: a column stays when its objects go. Those of
--   items count too. How often an attribute has a value is told by tag_coverage.
-- Reads: Modality
create table standard_coverage as
with columns as (
  select
    Modality,
    unnest(list_prepend(column_name, list_transform(fields_in(data_type), lambda field : column_name || '.' || field))) as path
  from (
    select if(table_name in ('instances_other', 'instances_none'), null, upper(table_name[11:])) as Modality, column_name, data_type
    from duckdb_columns()
    where database_name = current_database() and starts_with(table_name, 'instances_') and column_name[1] between 'A' and 'z'
  )
),
marked as (
  select 'empty' as state, null as Modality, unnest(paths) as path
  from (select distinct EmptyElements as paths from dicom_groups)
  union all
  select 'binary', null, unnest(paths)
  from (select distinct list_transform(BinaryElements, lambda element : element.Path) as paths from dicom_groups)
  union all
  select 'value', Modality, path from columns
),
found as (
  select
    regexp_replace(split_part(path, '.', -1), '_([0-9A-F]{4}|[0-9A-F]{8})$', '') as keyword,
    bool_and(state = 'binary') as is_binary,
    list_sort(list(distinct Modality) filter (Modality is not null)) as modalities,
    bool_or(not contains(path, '.')) as in_data_set,
    list_sort(list(distinct path[: -(len(split_part(path, '.', -1)) + 2)]) filter (contains(path, '.'))) as sequences
  from marked
  group by all
)
select
  attribute.tag,
  attribute.keyword,
  attribute.name,
  attribute.vr,
  attribute.vm,
  attribute.retired = 'Y' as is_retired,
  found.keyword is not null as is_seen,
  coalesce(found.is_binary, false) as is_binary,
  coalesce(found.in_data_set, false) as in_data_set,
  found.modalities,
  found.sequences
from standard_attributes as attribute
left join found on found.keyword = attribute.keyword
order by attribute.tag;
comment on table standard_coverage is 'Attributes of the standard, and whether the archive has them: one row per data element of PS3.6.';
comment on column standard_coverage.tag is 'Tag, GGGGEEEE; XX stands for the repetitions of a group; key';
comment on column standard_coverage.keyword is 'Keyword; NULL for the few that have none';
comment on column standard_coverage.name is 'Name';
comment on column standard_coverage.vr is 'VR; several as US|SS';
comment on column standard_coverage.vm is 'VM as printed';
comment on column standard_coverage.is_retired is 'The standard has retired it';
comment on column standard_coverage.is_seen is 'The archive has it, with or without a value, in data sets or in items';
comment on column standard_coverage.is_binary is 'It is seen with binary values only, which have no column';
comment on column standard_coverage.in_data_set is 'It is there as an attribute of data sets, not in items of sequences alone';
comment on column standard_coverage.modalities is 'Modalities whose tables have a column or field for it; NULL if none, or only several or unnamed ones';
comment on column standard_coverage.sequences is 'Paths of the sequences whose items have it';
