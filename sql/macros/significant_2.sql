-- A number rounded to two significant figures, e.g. 0.00025 for 0.000248.
create macro significant_2(x) as
  case when x = 0 then 0.0 when isfinite(x) then round(x, 1 - floor(log10(abs(x)))::integer) end;
comment on macro significant_2 is 'The number rounded to two significant figures; NULL if it is not finite.';
