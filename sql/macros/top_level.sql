-- The paths among a row's bookkeeping that lead to attributes of the data set itself, not of an item.
create macro top_level(paths) as list_filter(paths, lambda path : not contains(path, '.'));
comment on macro top_level is 'The paths of a list that have one part: attributes of the data set itself.';
