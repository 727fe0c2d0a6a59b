-- The text of a query for all items at a path of sequences, e.g. A.B: those of B in the items of A. For statements that a file makes.
-- Caveats: its columns are source_uri and item. Items are unfolded level by level: lists of lists would have to be copied to be made one.
create macro items_query(table_name, path) as
  list_reduce(
    list_prepend('', string_split(path, '.')),
    lambda query, name : if(
      query = '',
      format('select source_uri, unnest("{0}") as item from {1} where "{0}" is not null', name, table_name),
      format('select source_uri, unnest(item."{0}") as item from ({1})', name, query)
    )
  );
comment on macro items_query is 'Text of a query for the items at a path of sequences, with the object that each is in.';
