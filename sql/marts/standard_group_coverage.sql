-- standard_group_coverage: of the attributes of each group of the standard, how many does the archive have?
-- Grain: one row per group of tags in PS3.6.
-- Source: standard_coverage.
-- Caveats: seen means once seen, with a value or without, in data sets or items, as in standard_coverage.
create view standard_group_coverage as
select
  tag[:4] as tag_group,
  count(*) as attributes,
  count_if(is_seen) as seen,
  count_if(is_seen and in_data_set) as seen_in_data_set,
  count_if(is_seen and is_retired) as seen_retired,
  100.0 * count_if(is_seen) / count(*) as percent_seen,
  list(keyword order by tag) filter (is_seen) as seen_keywords
from standard_coverage
group by all;
comment on view standard_group_coverage is 'Attributes of the standard by group, and how many of them the archive has.';
comment on column standard_group_coverage.tag_group is 'Group, GGGG; XX stands for its repetitions; key';
comment on column standard_group_coverage.attributes is 'Attributes that PS3.6 lists';
comment on column standard_group_coverage.seen is 'Of these, attributes that the archive has';
comment on column standard_group_coverage.seen_in_data_set is 'Attributes that the archive has in data sets, not in items alone';
comment on column standard_group_coverage.seen_retired is 'Retired attributes that the archive has';
comment on column standard_group_coverage.percent_seen is 'seen of attributes, 0 to 100';
comment on column standard_group_coverage.seen_keywords is 'Keywords of the attributes that the archive has, by tag; NULL if none';
