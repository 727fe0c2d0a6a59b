-- The instant of a DT value: by its own offset from UTC, or else by the data set's TimezoneOffsetFromUTC (0008,0201), e.g. +0100.
-- Caveats: NULL without either, since the instant is then not known. Missing parts and leap seconds as in dicom_datetime.
create macro dicom_datetime_utc(iso, timezone_offset) as
  try_cast(
    regexp_replace(
      regexp_replace(iso, '[+-]\d\d:\d\d$', '')
        || substr('0000-01-01T00:00:00', length(regexp_replace(iso, '[+-]\d\d:\d\d$', '')) + 1),
      ':60(\.\d+)?$', ':59.999999'
    ) || coalesce(
      nullif(regexp_extract(iso, '[+-]\d\d:\d\d$'), ''),
      nullif(regexp_replace(timezone_offset, '^([+-]\d\d)(\d\d)$', '\1:\2'), '')
    ) as timestamptz
  );
comment on macro dicom_datetime_utc is 'TIMESTAMPTZ of a DT value in ISO text, by its own offset or else by TimezoneOffsetFromUTC; NULL if neither is known.';
