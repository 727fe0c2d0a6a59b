-- The prefix of a person name's alphabetic group (PS3.5 6.2.1).
create macro pn_prefix(person_name) as nullif(trim(split_part(split_part(person_name, '=', 1), '^', 4)), '');
comment on macro pn_prefix is 'The prefix in the alphabetic group of a PN value; NULL if it is missing or empty.';
