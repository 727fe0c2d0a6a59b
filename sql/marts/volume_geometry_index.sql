-- volume_geometry_index: which CT, MR and PET series are regular volumes.
-- Grain: one row per SeriesInstanceUID of single-frame CT, MR and PET images, without series of localizers or of MIPs.
-- Source: dicom_all, duplicate_instances.
-- Caveats: tolerances are those of IDC: slices' distances 1 % of their mean, origins within the plane 0.1 mm, length of the normal 0.01.
--   The same instance stored twice counts once. An image without position or orientation makes the answers false, and a series of fewer
--   than two slices has no spacing: it is no volume.
-- Begin: early
-- Reads: SeriesInstanceUID, SOPInstanceUID, SOPClassUID, ImageType, ImageOrientationPatient, ImagePositionPatient, PixelSpacing, Rows, Columns
create table volume_geometry_index as
with images as (
  select
    SeriesInstanceUID,
    ImageOrientationPatient as o,
    ImagePositionPatient as p,
    PixelSpacing,
    Rows,
    Columns,
    list_contains(ImageType, 'LOCALIZER') or array_to_string(ImageType, '\') like '%MIP%' as is_excluded,
    -- Most rows are told from each other by their UID: only the others need comparing.
    if(
      SOPInstanceUID is null or SOPInstanceUID in (select SOPInstanceUID from duplicate_instances),
      {'uid': SOPInstanceUID, 'position': ImagePositionPatient},
      null
    ) as repeated
  from dicom_all
  where SOPClassUID in ('1.2.840.10008.5.1.4.1.1.2', '1.2.840.10008.5.1.4.1.1.4', '1.2.840.10008.5.1.4.1.1.128')
),
alike as (
  -- Nearly one row per series: what its images have in common is looked at in few rows, and of what they have not only numbers are.
  select
    SeriesInstanceUID,
    o,
    PixelSpacing,
    Rows,
    Columns,
    is_excluded,
    repeated,
    count(*) as stored,
    list(p[1] * (o[2] * o[6] - o[3] * o[5]) + p[2] * (o[3] * o[4] - o[1] * o[6]) + p[3] * (o[1] * o[5] - o[2] * o[4])) as along_normal,
    min(p[1] * o[1] + p[2] * o[2] + p[3] * o[3]) as first_along_rows,
    max(p[1] * o[1] + p[2] * o[2] + p[3] * o[3]) as last_along_rows,
    min(p[1] * o[4] + p[2] * o[5] + p[3] * o[6]) as first_along_columns,
    max(p[1] * o[4] + p[2] * o[5] + p[3] * o[6]) as last_along_columns
  from images
  group by all
),
described as (
  select
    * replace (
      list_filter(along_normal[:if(repeated is null, stored, 1)], lambda position : len(o) = 6 and position is not null) as along_normal
    ),
    if(repeated is null, stored, 1) as images,
    if(len(o) = 6, [o[2] * o[6] - o[3] * o[5], o[3] * o[4] - o[1] * o[6], o[1] * o[5] - o[2] * o[4]], null) as n,
    sqrt(n[1] * n[1] + n[2] * n[2] + n[3] * n[3]) as normal_length
  from alike
),
series as (
  select
    SeriesInstanceUID,
    sum(images)::bigint as slices,
    list_sort(flatten(list(along_normal))) as positions,
    not several(o) and count(o) = count(*) as single_orientation,
    coalesce(bool_and(abs(normal_length - 1) <= 0.01) and count(normal_length) = count(*), false) as orthogonal_orientation,
    coalesce(max(last_along_rows) - min(first_along_rows) <= 0.1, false) as is_row_kept,
    coalesce(max(last_along_columns) - min(first_along_columns) <= 0.1, false) as is_column_kept,
    not several(PixelSpacing) and count(PixelSpacing) = count(*) as consistent_pixel_spacing,
    not several(Rows) and not several(Columns) and count(Rows) = count(*) and count(Columns) = count(*) as consistent_image_dimensions,
    min(n) as normal,
    min(normal_length) as length
  from described
  group by SeriesInstanceUID
  having not coalesce(bool_or(is_excluded), false)
),
stepped as (
  select
    *,
    len(positions) = slices as are_placed,
    positions[-1] - positions[1] as extent,
    if(slices > 1, extent / (slices - 1), null) as mean_step,
    list_transform(list_zip(positions[:-2], positions[2:]), lambda neighbours : neighbours[2] - neighbours[1]) as steps
  from series
),
bounded as (
  select *, list_min(steps) as shortest_step, list_max(steps) as longest_step
  from stepped
),
measured as (
  select
    *,
    -- Numbers too large to subtract are compared instead.
    are_placed and if(isfinite(extent), coalesce(shortest_step > 0, true), list_unique(positions) = slices) as unique_slice_positions,
    are_placed and is_row_kept as consistent_in_plane_row,
    are_placed and is_column_kept as consistent_in_plane_col,
    are_placed and coalesce(shortest_step >= 0.99 * mean_step and longest_step <= 1.01 * mean_step and mean_step > 0, false) as uniform_slice_spacing
  from bounded
)
select
  SeriesInstanceUID,
  slices,
  single_orientation,
  orthogonal_orientation,
  unique_slice_positions,
  consistent_in_plane_row,
  consistent_in_plane_col,
  consistent_pixel_spacing,
  consistent_image_dimensions,
  uniform_slice_spacing,
  mean_step as slice_spacing_mm,
  if(
    single_orientation and length > 0,
    round(degrees(acos(least(1.0, greatest(abs(normal[1]), abs(normal[2]), abs(normal[3])) / length))), 2),
    null
  ) as obliquity_degrees,
  single_orientation and orthogonal_orientation and unique_slice_positions and consistent_in_plane_row and consistent_in_plane_col
    and consistent_pixel_spacing and consistent_image_dimensions and uniform_slice_spacing as regularly_spaced_3d_volume
from measured
order by SeriesInstanceUID;
comment on table volume_geometry_index is 'Geometry of CT, MR and PET series: one row per series, with IDC''s column names.';
comment on column volume_geometry_index.SeriesInstanceUID is 'Series Instance UID; key; NULL for instances without one';
comment on column volume_geometry_index.slices is 'Distinct images of the series; not in IDC''s table';
comment on column volume_geometry_index.single_orientation is 'All images have the same ImageOrientationPatient';
comment on column volume_geometry_index.orthogonal_orientation is 'The direction cosines are of unit length and at right angles: their cross product is 1 long, within 0.01';
comment on column volume_geometry_index.unique_slice_positions is 'No two images are at the same position along the normal';
comment on column volume_geometry_index.consistent_in_plane_row is 'Origins agree along the rows within 0.1 mm';
comment on column volume_geometry_index.consistent_in_plane_col is 'Origins agree along the columns within 0.1 mm';
comment on column volume_geometry_index.consistent_pixel_spacing is 'All images have the same PixelSpacing';
comment on column volume_geometry_index.consistent_image_dimensions is 'All images have the same Rows and Columns';
comment on column volume_geometry_index.uniform_slice_spacing is 'Every distance between neighbours is within 1 % of their mean';
comment on column volume_geometry_index.slice_spacing_mm is 'Mean distance between neighbours along the normal in mm; NULL for a single slice; not in IDC''s table';
comment on column volume_geometry_index.obliquity_degrees is 'Angle between the normal and the nearest axis of the patient; NULL without a single orientation';
comment on column volume_geometry_index.regularly_spaced_3d_volume is 'All eight hold';
