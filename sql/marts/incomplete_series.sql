-- incomplete_series: series that look as if something were missing.
-- Grain: one row per SeriesInstanceUID with a gap in its instance numbers or slice positions.
-- Source: dicom_all.
-- Caveats: a gap is a sign and no proof: numbers need not be consecutive. Slice positions are compared in series of one orientation with at
--   least four positions (to 0.001 mm); a distance above one and a half times the median counts as a gap.
-- Reads: SeriesInstanceUID, InstanceNumber, ImageOrientationPatient, ImagePositionPatient
create table incomplete_series as
with numbers as (
  select
    SeriesInstanceUID,
    InstanceNumber as number,
    lead(InstanceNumber) over (partition by SeriesInstanceUID order by InstanceNumber) as next_number
  from (select distinct SeriesInstanceUID, InstanceNumber from dicom_all where SeriesInstanceUID is not null and InstanceNumber is not null)
),
number_gaps as (
  select
    SeriesInstanceUID,
    min(number) as first_instance_number,
    max(number) as last_instance_number,
    count(*) as distinct_instance_numbers,
    (max(number)::hugeint - min(number) + 1 - count(*)) as missing_instance_numbers,
    list((number + 1)::varchar || if(next_number > number + 2, '-' || (next_number - 1)::varchar, '') order by number)
      filter (next_number::hugeint - number > 1)[1:10] as instance_number_gaps
  from numbers
  group by SeriesInstanceUID
),
placed as (
  select distinct
    SeriesInstanceUID,
    ImageOrientationPatient as o,
    round(
      ImagePositionPatient[1] * (o[2] * o[6] - o[3] * o[5]) + ImagePositionPatient[2] * (o[3] * o[4] - o[1] * o[6])
        + ImagePositionPatient[3] * (o[1] * o[5] - o[2] * o[4]),
      3
    ) as slice_position
  from dicom_all
  where SeriesInstanceUID is not null and len(ImageOrientationPatient) = 6 and len(ImagePositionPatient) = 3
),
steps as (
  select
    *,
    lead(slice_position) over (partition by SeriesInstanceUID order by slice_position) - slice_position as step
  from placed
  where slice_position is not null
),
spaced as (
  select *, median(step) over (partition by SeriesInstanceUID) as usual
  from steps
),
slice_gaps as (
  select
    SeriesInstanceUID,
    count(*) as slice_positions,
    any_value(usual) as slice_spacing_mm,
    count(*) filter (step > 1.5 * usual) as slice_gaps,
    coalesce(sum(round(step / usual) - 1) filter (step > 1.5 * usual), 0)::bigint as missing_slices
  from spaced
  group by SeriesInstanceUID
  having not several(o) and count(*) >= 4 and any_value(usual) > 0
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
