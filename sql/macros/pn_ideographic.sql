-- The ideographic component group of a person name (PS3.5 6.2.1).
create macro pn_ideographic(person_name) as nullif(split_part(person_name, '=', 2), '');
comment on macro pn_ideographic is 'The ideographic group of a PN value; NULL if it is missing or empty.';
