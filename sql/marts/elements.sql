-- elements: the archive in long form, an element a row.
-- Grain: one row per stored object and public element at any depth, and private element where their values are kept.
-- Source: the instances_* tables, dicom_all, standard_attributes.
-- Caveats: made anew for every query: name objects (source_uri), or it is the whole archive. Items in paths are numbered from 1, except of
--   elements without a value in a column (empty, binary, invalid, unknown, private): their paths have no item numbers and stand there once.
--   Values are text, several parted by backslashes; times are the text of the instances_* tables.
-- Reads: SOPInstanceUID
-- Run the rows of:
with tables as (
  select
    table_name,
    bool_or(column_name = 'PrivateElements') as has_private,
    max(if(data_type like 'STRUCT%' and column_name not like '%Elements', type_depth(data_type), 0)) as depth
  from duckdb_columns()
  where database_name = current_database() and starts_with(table_name, 'instances_')
  group by table_name
  union all
  -- An archive without any instance.
  select null, false, 0
),
levels as (
  select unnest(range(1, coalesce(max(depth), 0) + 1)) as level from tables
)
select
  'create view elements as with documents as (
    select null::varchar as source_uri, null::varchar as Modality, null::map(varchar, json) as attributes where false'
  || coalesce((
    select string_agg(
      format(
        ' union all
    select source_uri, Modality, to_json(instance)::map(varchar, json) from {0} as instance',
        table_name
      ),
      ''
    )
    from tables where table_name is not null
  ), '')
  || '
  ),
  level_0 as (
    select
      source_uri,
      Modality,
      unnest(list_transform(
        list_filter(map_entries(attributes), lambda field : field.value::varchar <> ''null'' and not list_contains([
          ''source_uri'', ''source_etag'', ''source_size'', ''source_modified_at'', ''header_bytes'', ''header_hash'', ''shared_hash'', ''refresh_id'',
          ''stop_reason'', ''EmptyElements'', ''BinaryElements'', ''PrivateTags'', ''ValueErrors'', ''VrMismatches'', ''ReadIssues'',
          ''OtherElements'', ''PrivateElements''
        ], field.key)),
        lambda field : {''path'': field.key, ''keyword'': field.key, ''value'': field.value, ''items'': null::bigint}
      )) as element
    from documents
  )'
  || coalesce((
    select string_agg(
      format(',
  level_{0} as (select source_uri, Modality, unnest(element_children(element)) as element from level_{1})', level, level - 1),
      '' order by level
    )
    from levels
  ), '')
  || ',
  marked as (
    select
      source_uri,
      Modality,
      unnest(flatten([
        list_transform(EmptyElements, lambda path : {
          ''path'': path, ''tag'': null::varchar, ''vr'': null::varchar, ''state'': ''empty'', ''value'': null::varchar, ''value_count'': 0::bigint
        }),
        list_transform(BinaryElements, lambda entry : {
          ''path'': entry.Path, ''tag'': null::varchar, ''vr'': entry.VR, ''state'': ''binary'', ''value'': null::varchar, ''value_count'': null::bigint
        }),
        list_transform(ValueErrors, lambda entry : {
          ''path'': entry.Path, ''tag'': null::varchar, ''vr'': entry.VR, ''state'': ''invalid'', ''value'': entry.Raw, ''value_count'': null::bigint
        }),
        list_transform(OtherElements, lambda entry : {
          ''path'': entry.Path, ''tag'': entry.Tag, ''vr'': entry.VR, ''state'': ''other'',
          ''value'': array_to_string(entry.Values, ''\''), ''value_count'': len(entry.Values)::bigint
        })
      ])) as entry
    from dicom_all
  ),
  found as (
    select
      source_uri,
      Modality,
      element.path as path,
      element.keyword as keyword,
      null::varchar as tag,
      null::varchar as vr,
      if(element.items is null, ''present'', ''sequence'') as state,
      if(json_type(element.value) = ''ARRAY'', array_to_string(try_cast(element.value as varchar[]), ''\''), element.value ->> ''$'') as value,
      coalesce(element.items, if(json_type(element.value) = ''ARRAY'', json_array_length(element.value), 1))::bigint as value_count,
      null::varchar as creator
    from level_' || (select coalesce(max(level), 0) from levels) || '
    union all
    select source_uri, Modality, entry.path, split_part(entry.path, ''.'', -1), entry.tag, entry.vr, entry.state, entry.value, entry.value_count, null
    from marked'
  || coalesce((
    select string_agg(
      format('
    union all
    select source_uri, Modality, entry.Path, null, entry.Tag, entry.VR, ''private'', array_to_string(entry.Values, ''\''), len(entry.Values), entry.Creator
    from (select source_uri, Modality, unnest(PrivateElements) as entry from {0})', table_name),
      ''
    )
    from tables where has_private
  ), '')
  || '
  )
  select
    found.source_uri,
    found.Modality,
    found.path,
    found.keyword,
    coalesce(found.tag, attribute.tag) as tag,
    coalesce(found.vr, attribute.vr) as vr,
    found.state,
    found.value,
    found.value_count,
    found.creator
  from found
  left join standard_attributes as attribute
    on attribute.keyword = regexp_replace(found.keyword, ''_([0-9A-F]{4}|[0-9A-F]{8})$'', '''')';

-- Then:
comment on view elements is 'Elements of the archive in long form: one row per object and element.';
comment on column elements.source_uri is 'Where the object is; name it in the query';
comment on column elements.Modality is 'Modality of the object';
comment on column elements.path is 'Keyword, or Sequence[1].Keyword with the item''s number; key with source_uri';
comment on column elements.keyword is 'Last part of the path, as columns are named; NULL for private elements';
comment on column elements.tag is 'Tag, GGGGEEEE, as PS3.6 prints it';
comment on column elements.vr is 'VR by PS3.6, or the one found for elements without a column';
comment on column elements.state is 'present, sequence, empty, binary, invalid (an entry of ValueErrors; a column may have a value all the same), other (public, without a column) or private';
comment on column elements.value is 'Value as text, several parted by backslashes; NULL for sequences, empty and binary elements';
comment on column elements.value_count is 'Values, or items of a sequence; NULL where that is not known';
comment on column elements.creator is 'Private creator of a private element';
