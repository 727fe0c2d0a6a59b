-- The paths of all fields of the items of a sequence, by the type of its column: A for a field, A.B for B in the items of A.
-- Caveats: the type is text, as in duckdb_columns(). Its parentheses are followed with a stack; the first is that of the column itself.
create macro fields_in(data_type) as
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
        next.token = ')' or starts_with(next.token, 'STRUCT(') or starts_with(next.token, 'DECIMAL('),
        state.found,
        list_append(state.found, array_to_string(list_append(state.stack[2:], trim(split_part(next.token, ' ', 1), '"')), '.'))
      ),
      'token': ''
    }
  ).found;
comment on macro fields_in is 'Paths of the fields in a column''s type, at any depth; none for a scalar.';
