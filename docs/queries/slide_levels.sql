-- Levels of slides
-- Which resolutions does each slide have?
select SeriesInstanceUID, TotalPixelMatrixColumns, TotalPixelMatrixRows, PixelSpacing_0 as spacing_mm, NumberOfFrames, instance_size
from sm_instance_index
order by SeriesInstanceUID, TotalPixelMatrixColumns desc, source_uri;
