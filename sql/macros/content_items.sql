-- The content items of a type (ValueType) that are named by a code, among the children of an SR container.
-- Caveats: the sequence must have the fields ValueType, ConceptNameCodeSequence.CodeValue and .CodingSchemeDesignator.
create macro content_items(items, value_type, scheme, code) as
  list_filter(
    items,
    lambda item : item.ValueType = value_type
      and item.ConceptNameCodeSequence[1].CodingSchemeDesignator = scheme
      and item.ConceptNameCodeSequence[1].CodeValue = code
  );
comment on macro content_items is 'Items of an SR container by ValueType, CodingSchemeDesignator and CodeValue of their concept name.';
