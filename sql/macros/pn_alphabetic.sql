-- The alphabetic component group of a person name (PS3.5 6.2.1).
create macro pn_alphabetic(person_name) as nullif(split_part(person_name, '=', 1), '');
comment on macro pn_alphabetic is 'The alphabetic group of a PN value; NULL if it is missing or empty.';
