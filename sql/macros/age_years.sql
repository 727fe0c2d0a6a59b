-- The years of an age string (AS, PS3.5 6.2): 045Y, 018M, 003W, 010D.
-- Caveats: a year counts 365.25 days; an age of other form is NULL.
create macro age_years(age) as
  try_cast(age[:-2] as double) / case upper(age[-1]) when 'Y' then 1 when 'M' then 12 when 'W' then 365.25 / 7 when 'D' then 365.25 end;
comment on macro age_years is 'Years of an AS value such as 045Y, 018M, 003W or 010D; NULL if it has another form.';
