-- Incomplete series
-- Of which series are instances or slices missing?
select gaps.SeriesInstanceUID, series.Modality, gaps.missing_instance_numbers, gaps.instance_number_gaps, gaps.missing_slices
from incomplete_series as gaps
join series_index as series using (SeriesInstanceUID)
order by gaps.missing_instance_numbers desc, gaps.SeriesInstanceUID;
