-- Whether an attribute is there with zero length: path as in EmptyElements, e.g. is_empty(EmptyElements, 'PatientID').
create macro is_empty(empty_elements, path) as coalesce(list_contains(empty_elements, path), false);
comment on macro is_empty is 'Whether EmptyElements names the attribute (Keyword or Sequence.Keyword); never NULL.';
