-- The elements of the items of a sequence, as JSON, with their paths (items numbered from 1); of any other element the element itself.
-- A step of unfolding a data set: as many steps as sequences nest. A sequence stays as an element without value.
create macro element_children(element) as
  if(
    json_type(element.value, '$[0]') = 'OBJECT',
    list_prepend(
      {'path': element.path, 'keyword': element.keyword, 'value': null::json, 'items': json_array_length(element.value)::bigint},
      flatten(list_transform(
        try_cast(element.value as json[]),
        lambda item, number : list_transform(
          list_filter(map_entries(try_cast(item as map(varchar, json))), lambda field : field.value::varchar <> 'null'),
          lambda field : {
            'path': element.path || '[' || number::varchar || '].' || field.key,
            'keyword': field.key,
            'value': field.value,
            'items': null::bigint
          }
        )
      ))
    ),
    [element]
  );
comment on macro element_children is 'Elements of the items of a sequence as JSON, or the element itself if it is no sequence.';
