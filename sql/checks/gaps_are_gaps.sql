-- gaps_are_gaps: a series with a gap lacks a number or a slice, and lacks as many numbers as its range has and it has not.
select SeriesInstanceUID
from incomplete_series
where missing_instance_numbers = 0 and missing_slices = 0
  or last_instance_number::hugeint - first_instance_number + 1 - distinct_instance_numbers <> missing_instance_numbers
  or (missing_slices > 0) <> (slice_gaps > 0)
