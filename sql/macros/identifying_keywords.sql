-- Keywords of the attributes that PS3.15 Annex E names: what the Basic Profile removes, empties or replaces.
create macro identifying_keywords() as table
  select distinct attribute.keyword
  from standard_attributes as attribute
  join standard_confidentiality as profile
    on lower(attribute.tag) = lower(profile.tag) or lower(attribute.tag[:2]) || 'xxxxxx' = lower(profile.tag)
  where profile.basic_profile <> '' and attribute.keyword <> '';
comment on macro table identifying_keywords is 'Keywords of the attributes that PS3.15 Annex E names.';
