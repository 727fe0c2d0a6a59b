-- code_values: every coded concept that the archive uses, and where.
-- Grain: one row per path, CodingSchemeDesignator, CodeValue and CodeMeaning.
-- Source: the instances_* tables.
-- Caveats: an item with a CodeValue, a LongCodeValue or a URNCodeValue is a concept. Paths have no item numbers; content of reports nests in
--   ContentSequence. Synonyms are the codes of other schemes with the same
--   meaning in this archive (letter case apart), and SNOMED CT's successors of the SNOMED RT codes that the standard used most.
-- Begin: early
create temp table code_items (path varchar, scheme varchar, value varchar, meaning varchar, objects bigint);

-- Run the rows of:
with columns as (
  select
    relation,
    is_of_block,
    keyword,
    sequences_with(data_type, 'CodingSchemeDesignator') as with_scheme,
    sequences_with(data_type, 'CodeMeaning') as with_meaning,
    data_type
  from attribute_columns()
  where is_sequence and contains(data_type, 'CodeValue')
),
coded as (
  select *, unnest(list_distinct(sequences_with(data_type, field))) as inner_path
  from columns, (values ('CodeValue'), ('LongCodeValue'), ('URNCodeValue')) as fields(field)
  where contains(data_type, field)
),
pathed as (
  select *, rtrim(keyword || '.' || inner_path, '.') as path
  from coded
)
select
  'insert into code_items ' || string_agg(
    format(
      'select ''{0}'', {1}, item."{2}", {3}, {5} from ({4}) where item."{2}" is not null group by all',
      path,
      if(list_contains(with_scheme, inner_path), 'item."CodingSchemeDesignator"', 'null'),
      field,
      if(list_contains(with_meaning, inner_path), 'item."CodeMeaning"', 'null'),
      -- A block of instances that share the sequence counts for all of them.
      items_query(relation, path, if(is_of_block, 'block_instances', 'true as is_one')),
      if(is_of_block, 'sum(block_instances)', 'count(*)')
    ),
    ' union all '
  )
from pathed
group by relation;

-- Then:
create table code_values as
with counted as (
  select path, scheme, value, meaning, sum(objects)::bigint as uses
  from code_items
  group by all
),
successors(srt, sct) as (
  values
    ('T-D0050', '85756007'), ('T-D000A', '123037004'), ('M-01000', '49755003'), ('G-C0E3', '363698007'), ('G-C171', '272741003'),
    ('G-A100', '24028007'), ('G-A101', '7771000'), ('T-62000', '10200004'), ('T-28000', '39607008'), ('T-A0100', '12738006'),
    ('T-32000', '80891009'), ('T-71000', '64033007'), ('T-04000', '76752008'), ('T-C3000', '78961009'), ('T-65000', '15776009'),
    ('T-D3000', '51185008'), ('T-D4000', '113345001'), ('T-D1100', '69536005'), ('T-A7010', '2748008')
),
named as (
  select distinct scheme, value, lower(meaning) as meaning
  from counted
  where meaning is not null
),
synonyms as (
  select named.scheme, named.value, list_sort(list(distinct other.scheme || ':' || other.value)) as codes
  from named
  join named as other on other.meaning = named.meaning and other.scheme <> named.scheme
  group by named.scheme, named.value
)
select
  counted.path,
  counted.scheme as CodingSchemeDesignator,
  counted.value as CodeValue,
  counted.meaning as CodeMeaning,
  counted.uses,
  list_sort(list_distinct(list_concat(
    coalesce(synonyms.codes, []),
    if(counted.scheme in ('SRT', 'SNM3', '99SDM') and newer.sct is not null, ['SCT:' || newer.sct], []),
    if(counted.scheme = 'SCT' and older.srt is not null, ['SRT:' || older.srt], [])
  ))) as synonyms
from counted
left join synonyms on synonyms.scheme = counted.scheme and synonyms.value = counted.value
left join successors as newer on newer.srt = counted.value
left join successors as older on older.sct = counted.value
order by counted.path, counted.scheme, counted.value, counted.meaning;

drop table code_items;

comment on table code_values is 'Coded concepts in use: one row per path, code and meaning.';
comment on column code_values.path is 'Path of the sequence of codes: Sequence or Sequence.Sequence; key';
comment on column code_values.CodingSchemeDesignator is 'Scheme: SCT, SRT, DCM, UCUM, LN, 99…; key; NULL where there is none';
comment on column code_values.CodeValue is 'CodeValue, or else LongCodeValue or URNCodeValue; key';
comment on column code_values.CodeMeaning is 'Meaning as recorded; key: one code may have several';
comment on column code_values.uses is 'Items with the code at the path, over all stored objects';
comment on column code_values.synonyms is 'Codes of other schemes (scheme:value) for the same concept, as the caveats say';
