-- windows_are_ranges: a window does not end before it begins, and one without a width has no ends.
-- Begin: early
select source_uri, window_number
from display_windows
where WindowWidth > 1 and window_lowest > window_highest
  or WindowWidth is null and window_lowest is not null
  or window_number < 1
