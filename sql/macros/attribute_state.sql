-- The state of an attribute in an instance: present, invalid, binary, empty or absent; the first of these that holds.
-- The lists are paths: EmptyElements, and the Path fields of ValueErrors and BinaryElements.
-- Caveats: present means a value in the typed column; it may deviate all the same (ValueErrors then has an entry).
create macro attribute_state(has_value, path, errors, binaries, empties) as
  case
    when has_value then 'present'
    when list_contains(errors, path) then 'invalid'
    when list_contains(binaries, path) then 'binary'
    when list_contains(empties, path) then 'empty'
    else 'absent'
  end;
comment on macro attribute_state is 'present, invalid, binary, empty or absent, by whether the column has a value and by the paths of ValueErrors, BinaryElements and EmptyElements.';
