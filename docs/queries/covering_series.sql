-- A few series that show everything
-- Which series must one look at to see every attribute of the archive at least once?
select series_number, Modality, SeriesInstanceUID, new_attributes, covered_attributes
from covering_series
order by series_number;
