-- geometry_is_consistent: a series is a regular volume where all conditions hold, and only there.
select SeriesInstanceUID
from volume_geometry_index
where slices < 1
  or regularly_spaced_3d_volume is distinct from (
    single_orientation and orthogonal_orientation and unique_slice_positions and consistent_in_plane_row and consistent_in_plane_col
    and consistent_pixel_spacing and consistent_image_dimensions and uniform_slice_spacing
  )
