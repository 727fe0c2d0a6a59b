-- The offset from UTC that ends a DT value, in minutes east.
-- Caveats: NULL where the value has none: it is then in the zone of TimezoneOffsetFromUTC, or of nobody knows where.
create macro dicom_offset(iso) as
  case
    when iso[-6] in ('+', '-') and iso[-3] = ':'
      then try_cast(iso[-6] || '1' as bigint) * (try_cast(iso[-5:-4] as bigint) * 60 + try_cast(iso[-2:] as bigint))
  end;
comment on macro dicom_offset is 'Minutes east of UTC by the offset that ends a DT value in ISO text; NULL if it has none.';
