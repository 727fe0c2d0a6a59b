-- The largest series
-- Which series take the most space?
select SeriesInstanceUID, Modality, SeriesDescription, instanceCount, series_size_mb
from series_index
order by series_size_mb desc, SeriesInstanceUID
limit 20;
