-- The text of an expression for all items at a path of sequences, e.g. A.B: those of B in the items of A. For statements that a file makes.
create macro items_at(path) as
  list_reduce(
    list_prepend('', string_split(path, '.')),
    lambda expression, name : if(
      expression = '',
      '"' || name || '"',
      'flatten(list_transform(' || expression || ', lambda item : item."' || name || '"))'
    )
  );
comment on macro items_at is 'Text of a SQL expression for the items at a path of sequences.';
