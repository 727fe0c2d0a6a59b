-- How deep the sequences of a column nest, by its type as text.
create macro type_depth(data_type) as
  list_reduce(
    list_prepend(
      {'depth': 0, 'deepest': 0},
      list_transform(
        regexp_extract_all(data_type, 'STRUCT\(|DECIMAL\([^)]*\)|\)'),
        lambda token : {'depth': case token when 'STRUCT(' then 1 when ')' then -1 else 0 end, 'deepest': 0}
      )
    ),
    lambda state, next : {'depth': state.depth + next.depth, 'deepest': greatest(state.deepest, state.depth + next.depth)}
  ).deepest;
comment on macro type_depth is 'Nesting of STRUCTs in a type, as text: 0 for a scalar.';
