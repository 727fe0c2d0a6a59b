-- The TIME of a TM value in ISO text of any precision (10, 10:15, 10:15:30.120000).
-- Caveats: a leap second (23:59:60) becomes the last microsecond of its minute; no type of time holds it.
create macro dicom_time(iso) as
  coalesce(
    try_cast(iso as time),
    -- Only what is no time by itself is looked at.
    try_cast(
      case
        when length(iso) = 2 then iso || ':00'
        when iso[7:8] = '60' then iso[1:6] || '59.999999'
      end as time
    )
  );
comment on macro dicom_time is 'TIME of a TM value in ISO text at any precision; NULL if it is none. Missing parts count as zero.';
