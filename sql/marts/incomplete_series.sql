-- incomplete_series: series that look as if something were missing.
-- Grain: one row per SeriesInstanceUID with a gap in its instance numbers or slice positions.
-- Source: dicom_all.
-- Caveats: a gap is a sign and no proof: numbers need not be consecutive. Slice positions are compared in series of one orientation with at
--   least four positions (to 0.001 mm); a distance above one and a half times the median counts as a gap.
-- Begin: early
-- Reads: SeriesInstanceUID, InstanceNumber, ImageOrientationPatient, ImagePositionPatient
create table incomplete_series as
with numbers as (
  select SeriesInstanceUID, list_sort(list(InstanceNumber)) as numbers
  from dicom_all
  where SeriesInstanceUID is not null and InstanceNumber is not null
  group by SeriesInstanceUID
),
numbered as (
  select
    SeriesInstanceUID,
    numbers[1] as first_instance_number,
    numbers[-1] as last_instance_number,
    last_instance_number::hugeint - first_instance_number + 1 as span,
    -- Most series have every number once: of the others only neighbours are looked at.
    if(
      if(span = len(numbers), numbers = generate_series(first_instance_number, last_instance_number), false),
      [],
      list_filter(list_zip(numbers[:-2], numbers[2:]), lambda pair : pair[2]::hugeint - pair[1] > 1)
    ) as gaps
  from numbers
),
number_gaps as (
  select
    SeriesInstanceUID,
    first_instance_number,
    last_instance_number,
    coalesce(list_sum(list_transform(gaps, lambda pair : pair[2]::hugeint - pair[1] - 1)), 0) as missing_instance_numbers,
    (span - missing_instance_numbers)::bigint as distinct_instance_numbers,
    if(
      missing_instance_numbers > 0,
      list_transform(
        gaps,
        lambda pair : (pair[1] + 1)::varchar || if(pair[2] - 1 > pair[1] + 1, '-' || (pair[2] - 1)::varchar, '')
      )[1:10],
      null
    ) as instance_number_gaps
  from numbered
),
placed as (
  select
    SeriesInstanceUID,
    ImageOrientationPatient as o,
    ImagePositionPatient[1] * (o[2] * o[6] - o[3] * o[5]) + ImagePositionPatient[2] * (o[3] * o[4] - o[1] * o[6])
      + ImagePositionPatient[3] * (o[1] * o[5] - o[2] * o[4]) as slice_position
  from dicom_all
  where SeriesInstanceUID is not null and len(ImageOrientationPatient) = 6 and len(ImagePositionPatient) = 3
),
aligned as (
  select SeriesInstanceUID, o, list(slice_position) filter (slice_position is not null) as positions
  from placed
  group by SeriesInstanceUID, o
  having positions is not null
),
oriented as (
  -- Series of one orientation.
  select SeriesInstanceUID, list_sort(list_transform(any_value(positions), lambda position : round(position, 3))) as positions
  from aligned
  group by SeriesInstanceUID
  having count(*) = 1
),
spaced as (
  select
    SeriesInstanceUID,
    list_filter(
      list_transform(list_zip(positions[2:], positions[:-2]), lambda neighbours : neighbours[1] - neighbours[2]), lambda step : step <> 0
    ) as steps,
    list_aggregate(steps, 'median') as usual
  from oriented
),
compared as (
  select SeriesInstanceUID, steps, if(len(steps) + 1 >= 4 and usual > 0, usual, null) as usual
  from spaced
),
slice_gaps as (
  select
    SeriesInstanceUID,
    if(usual > 0, len(steps) + 1, null) as slice_positions,
    usual as slice_spacing_mm,
    if(usual > 0, list_filter(steps, lambda step : step > 1.5 * usual), null) as wide_steps,
    len(wide_steps) as slice_gaps,
    coalesce(list_sum(list_transform(wide_steps, lambda step : round(step / usual) - 1)), 0)::bigint as missing_slices
  from compared
),
-- Series without a gap of either kind are left out below.
gaps as (
  select *
  from number_gaps
  full join slice_gaps using (SeriesInstanceUID)
)
select
  SeriesInstanceUID,
  first_instance_number,
  last_instance_number,
  distinct_instance_numbers,
  coalesce(missing_instance_numbers, 0)::double as missing_instance_numbers,
  instance_number_gaps,
  slice_positions,
  slice_spacing_mm,
  coalesce(slice_gaps, 0) as slice_gaps,
  coalesce(missing_slices, 0) as missing_slices
from gaps
where missing_instance_numbers > 0 or slice_gaps > 0
order by SeriesInstanceUID;
comment on table incomplete_series is 'Series with gaps in instance numbers or slice positions: one row per series.';
comment on column incomplete_series.SeriesInstanceUID is 'Series Instance UID; key';
comment on column incomplete_series.first_instance_number is 'Smallest InstanceNumber';
comment on column incomplete_series.last_instance_number is 'Largest InstanceNumber';
comment on column incomplete_series.distinct_instance_numbers is 'Distinct values of InstanceNumber';
comment on column incomplete_series.missing_instance_numbers is 'Numbers between the smallest and the largest that no instance has';
comment on column incomplete_series.instance_number_gaps is 'The first ten ranges of such numbers';
comment on column incomplete_series.slice_positions is 'Distinct positions along the normal; NULL if the series was not compared';
comment on column incomplete_series.slice_spacing_mm is 'Median distance between neighbours in mm';
comment on column incomplete_series.slice_gaps is 'Distances above one and a half times the median';
comment on column incomplete_series.missing_slices is 'Slices that would fill those gaps';
