-- The root of a UID: the part that a registry gave to whoever makes UIDs below it (PS3.5 Annex B). By the shape of the registries:
--   1.2.840.N (ANSI), 1.2.276.0.N (DIN), 1.2.40.0.N (Austria), 1.2.392.200036.N (Japan), 1.2.826.0.1.N (United Kingdom) and below 3680043 as far as Medical
--   Connections gives them away (…3680043.A.B), 1.2.C.N (other countries), 1.3.6.1.4.1.N (IANA), 1.3.12.2.N (ECMA), 1.3.A.N, 2.16.C.A.N, 2.25.
-- Caveats: NULL for what is no UID: other characters, leading zeros, fewer than three components (two for 2.25), more than 64 characters.
-- The second expression has no groups to catch: RE2 is quicker without.
create macro uid_root(uid) as
  if(
    regexp_full_match(uid, '[0-2](\.(0|[1-9][0-9]*))+') and strlen(uid) <= 64,
    nullif(regexp_extract(
      uid,
      '^(?:2\.25\b|1\.2\.840\.\d+|1\.2\.(?:276|40)\.0\.\d+|1\.2\.392\.200036\.\d+|1\.2\.826\.0\.1\.3680043\.\d+\.\d+|1\.2\.826\.0\.1\.\d+'
        || '|1\.3\.6\.1\.4\.1\.\d+|1\.3\.12\.2\.\d+|2\.16\.\d+\.\d+\.\d+|\d\.\d+\.\d+\.\d+|\d\.\d+\.\d+)'
    ), ''),
    null
  );
comment on macro uid_root is 'Root of a UID: the part that a registry gave to its maker; NULL for what is no UID.';
