-- The phonetic component group of a person name (PS3.5 6.2.1).
create macro pn_phonetic(person_name) as nullif(split_part(person_name, '=', 3), '');
comment on macro pn_phonetic is 'The phonetic group of a PN value; NULL if it is missing or empty.';
