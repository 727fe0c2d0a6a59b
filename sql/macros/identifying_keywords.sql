-- Keywords of the attributes that PS3.15 Annex E names: what the Basic Profile removes, empties or replaces.
create macro identifying_keywords() as table
  -- Two joins by equal tags: one with OR compares every attribute with every row of the profile.
  with profile as (
    select lower(tag) as tag from standard_confidentiality where basic_profile <> ''
  ),
  attributes as (
    select keyword, lower(tag) as tag from standard_attributes where keyword <> ''
  )
  select attributes.keyword from attributes join profile on profile.tag = attributes.tag
  union
  select attributes.keyword from attributes join profile on profile.tag = attributes.tag[:2] || 'xxxxxx';
comment on macro table identifying_keywords is 'Keywords of the attributes that PS3.15 Annex E names.';
