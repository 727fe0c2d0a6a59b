-- covering_series: few series that together show every attribute that the archive has a value of.
-- Grain: one row per series of the set, in the order in which they were chosen.
-- Source: the instances_* tables.
-- Caveats: made anew for every query. Greedy: the series with most attributes not yet shown comes next, of several the one with the smallest
--   UID; the set is small, but a smaller one may exist (at most about ln n times smaller for n attributes). Attributes of the data set
--   itself with a column; those of items, and binary ones, are not looked at.
-- Run the rows of:
with members as (
  select
    table_name,
    format(
      'select ''{0}'', min(Modality), SeriesInstanceUID, concat({1}) from {0} where SeriesInstanceUID is not null group by SeriesInstanceUID',
      table_name,
      string_agg(format('if(count({0}) > 0, ''1'', ''0'')', name), ', ' order by position)
    ) as rows_of
  from attribute_columns()
  group by table_name
  having bool_or(keyword = 'SeriesInstanceUID')
)
select
  'create view covering_series as
  with recursive series(table_name, Modality, SeriesInstanceUID, marks) as (
    select null::varchar, null::varchar, null::varchar, null::varchar where false'
  || coalesce((select string_agg(' union all ' || rows_of, '' order by table_name) from members), '') || '
  ),
  shapes as (
    select table_name, marks, min(SeriesInstanceUID) as SeriesInstanceUID, arg_min(Modality, SeriesInstanceUID) as Modality
    from series
    group by table_name, marks
  ),
  attributes as (
    select keyword, row_number() over (order by keyword) - 1 as bit, count(*) over () as n from (select distinct keyword from attribute_columns())
  ),
  sets as (
    select SeriesInstanceUID, Modality, bit_or(set_bit(repeat(''0'', n::integer)::bit, bit::integer, 1)) as bits
    from shapes
    join attribute_columns() as columns on columns.table_name = shapes.table_name and shapes.marks[columns.position] = ''1''
    join attributes using (keyword)
    group by all
  ),
  -- The sets go along as a list: a step would make any relation anew that it names.
  chosen as (
    select
      0::bigint as series_number,
      null::struct(uid varchar, modality varchar, bits bit) as series,
      repeat(''0'', (select max(n)::integer from attributes))::bit as covered,
      0::bigint as new_attributes,
      (select list({''uid'': SeriesInstanceUID, ''modality'': Modality, ''bits'': bits} order by SeriesInstanceUID, Modality) from sets) as candidates
    union all
    select series_number + 1, candidates[-best[2]], covered | candidates[-best[2]].bits, best[1], candidates
    from (
      select *, list_max(list_transform(candidates, lambda x, place : row(bit_count(x.bits & ~covered)::bigint, -place))) as best from chosen
    )
    where best[1] > 0
  )
  select
    series_number,
    series.modality as Modality,
    series.uid as SeriesInstanceUID,
    bit_count(series.bits)::bigint as attributes,
    new_attributes,
    bit_count(covered)::bigint as covered_attributes,
    (select list(keyword order by keyword) from attributes
      where get_bit(chosen.covered, bit::integer) = 1 and get_bit(chosen.previous, bit::integer) = 0) as new_keywords
  from (select *, lag(covered) over (order by series_number) as previous from chosen) as chosen
  where series_number > 0';
-- Then:
comment on view covering_series is 'A small set of series that shows each attribute of the archive at least once.';
comment on column covering_series.series_number is '1 for the series that was chosen first: with the most attributes; key';
comment on column covering_series.Modality is 'Modality of the series'' instances that were looked at';
comment on column covering_series.SeriesInstanceUID is 'Series Instance UID';
comment on column covering_series.attributes is 'Attributes of which an instance of the series has a value';
comment on column covering_series.new_attributes is 'Of these, attributes that no series chosen before has';
comment on column covering_series.covered_attributes is 'Attributes that this and the series before it show together';
comment on column covering_series.new_keywords is 'Keywords of the attributes that no series chosen before has';
