-- The TIMESTAMP of a DT value in ISO text of any precision (2024, 2024-02, 2024-02-29T12:30+01:00), as the clock on the wall showed it.
-- Caveats: missing parts become the first of their range, so 2024 is midnight of 1 January; the text tells the precision.
-- A leap second becomes the last microsecond of its minute. No subquery: the macro is also used inside lambdas.
create macro dicom_datetime(iso) as
  try_cast(
    regexp_replace(
      regexp_replace(iso, '[+-]\d\d:\d\d$', '')
        || substr('0000-01-01T00:00:00', length(regexp_replace(iso, '[+-]\d\d:\d\d$', '')) + 1),
      ':60(\.\d+)?$', ':59.999999'
    ) as timestamp
  );
comment on macro dicom_datetime is 'TIMESTAMP of a DT value in ISO text at any precision, wall clock as recorded (its offset is dropped); NULL if it is none.';
