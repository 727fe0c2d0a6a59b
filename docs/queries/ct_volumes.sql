-- CT series that are regular volumes
-- Which CT series can be stacked into a volume: one orientation, every slice once, at even distances?
select geometry.SeriesInstanceUID, geometry.slices, geometry.slice_spacing_mm, ct.PixelSpacing_row_mm, ct.PixelSpacing_col_mm, geometry.obliquity_degrees
from volume_geometry_index as geometry
join ct_index as ct using (SeriesInstanceUID)
where geometry.regularly_spaced_3d_volume
order by geometry.slices desc, geometry.SeriesInstanceUID;
