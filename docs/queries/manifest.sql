-- A manifest to download
-- Commands for s5cmd that fetch a cohort, here the regular CT volumes, into a folder for each series. (Of files: their URIs.)
select case when starts_with(keys.source_uri, 's3://')
  then format('cp {} {}/', keys.source_uri, keys.SeriesInstanceUID) else keys.source_uri end as line
from instance_keys as keys
join volume_geometry_index as geometry using (SeriesInstanceUID)
where keys.Modality = 'CT' and geometry.regularly_spaced_3d_volume
order by line;
