-- The values of a group as text, each once, in order, separated by commas; NULL where there is none.
-- Caveats: for groups of few rows.
create macro values_text(x) as array_to_string(list_sort(nullif(list_distinct(list(x::varchar)), [])), ',');
comment on macro values_text is 'Aggregate: the values of the group as text, each once, in order, separated by commas; for groups of few rows.';
