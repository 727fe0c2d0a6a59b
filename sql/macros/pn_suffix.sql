-- The suffix of a person name's alphabetic group (PS3.5 6.2.1).
create macro pn_suffix(person_name) as nullif(trim(split_part(split_part(person_name, '=', 1), '^', 5)), '');
comment on macro pn_suffix is 'The suffix in the alphabetic group of a PN value; NULL if it is missing or empty.';
