-- Whether the rows of a group have more than one value; NULL does not count. Cheaper than counting distinct values.
create macro several(x) as min(x) is distinct from max(x);
comment on macro several is 'Aggregate: whether the group has more than one value, NULL not counting.';
