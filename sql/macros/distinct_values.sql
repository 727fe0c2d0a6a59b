-- How many values the rows of a group have; NULL does not count. Cheaper than count(distinct) where groups are of few rows.
create macro distinct_values(x) as list_unique(list(x))::bigint;
comment on macro distinct_values is 'Aggregate: how many values the group has, NULL not counting; for groups of few rows.';
