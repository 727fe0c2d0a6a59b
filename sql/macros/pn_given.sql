-- The given names of a person name's alphabetic group (PS3.5 6.2.1).
create macro pn_given(person_name) as nullif(trim(split_part(split_part(person_name, '=', 1), '^', 2)), '');
comment on macro pn_given is 'The given names in the alphabetic group of a PN value; NULL if it is missing or empty.';
