-- The paths of sequences, in the type of a column of a sequence, whose items have a field: '' for the sequence itself, A.B for B in A in it.
-- Caveats: the type is text, as in duckdb_columns(). Its parentheses are followed with a stack; the first is that of the column itself.
create macro sequences_with(data_type, field) as
  list_reduce(
    list_prepend(
      {'stack': []::varchar[], 'found': []::varchar[], 'token': ''},
      list_transform(
        regexp_extract_all(data_type, '(?:"?\w+"? )?STRUCT\(|DECIMAL\([^)]*\)|\)|"?\w+"? [A-Z]'),
        lambda token : {'stack': []::varchar[], 'found': []::varchar[], 'token': token}
      )
    ),
    lambda state, next : {
      'stack': case
        when ends_with(next.token, 'STRUCT(') then list_append(state.stack, trim(split_part(next.token, ' ', 1), '"'))
        when next.token = ')' then state.stack[:-2]
        else state.stack
      end,
      'found': if(
        regexp_matches(next.token, '^"?' || field || '"? [A-Z]$'),
        list_append(state.found, array_to_string(state.stack[2:], '.')),
        state.found
      ),
      'token': ''
    }
  ).found;
comment on macro sequences_with is 'Paths of the sequences in a column''s type whose items have a scalar field.';
