-- The text of a query for all items at a path of sequences, e.g. A.B: those of B in the items of A. For statements that a file makes.
-- Caveats: its columns are item and what is carried along, which is the text of a column of the relation. Items are unfolded level by level:
--   lists of lists would have to be copied to be made one.
create macro items_query(relation, path, carried) as
  list_reduce(
    list_prepend('', string_split(path, '.')),
    lambda query, name : if(
      query = '',
      format('select {2}, unnest("{0}") as item from {1} where "{0}" is not null', name, relation, carried),
      format('select {2}, unnest(item."{0}") as item from ({1})', name, query, carried)
    )
  );
comment on macro items_query is 'Text of a query for the items at a path of sequences, each with a column of the row that it is in.';
