-- The coded values of a step of specimen preparation, e.g. stains by (424361007, SCT), over all specimens of a slide.
-- Caveats: each value once, in order of their texts scheme:value. The fields that it reads must be in the type (Reads of the file that uses it).
create macro preparation_codes(specimens, scheme, code) as
  list_sort(list_distinct(list_transform(
    list_filter(
      flatten(list_transform(
        flatten(list_transform(specimens, lambda specimen : specimen.SpecimenPreparationSequence)),
        lambda step : step.SpecimenPreparationStepContentItemSequence
      )),
      lambda item : item.ConceptNameCodeSequence[1].CodingSchemeDesignator = scheme and item.ConceptNameCodeSequence[1].CodeValue = code
    ),
    lambda item : {
      'text': item.ConceptCodeSequence[1].CodingSchemeDesignator || ':' || item.ConceptCodeSequence[1].CodeValue,
      'meaning': item.ConceptCodeSequence[1].CodeMeaning
    }
  )));
comment on macro preparation_codes is 'Codes (text scheme:value, meaning) of the specimen preparation steps whose concept name is the given code.';
