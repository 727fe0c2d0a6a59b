-- volume_geometry_index: which CT, MR and PET series are regular volumes.
-- Grain: one row per SeriesInstanceUID of single-frame CT, MR and PET images, without series of localizers or of MIPs.
-- Source: dicom_all, duplicate_instances.
-- Caveats: tolerances are those of IDC: slices' distances 1 % of their mean, origins within the plane 0.1 mm, length of the normal 0.01.
--   The same instance stored twice counts once. An image without position or orientation makes the answers false, and a series of fewer
--   than two slices has no spacing: it is no volume.
-- Reads: SeriesInstanceUID, SOPInstanceUID, SOPClassUID, ImageType, ImageOrientationPatient, ImagePositionPatient, PixelSpacing, Rows, Columns
create table volume_geometry_index as
with stored as (
  select
    SeriesInstanceUID,
    SOPInstanceUID,
    ImageOrientationPatient as o,
    ImagePositionPatient as p,
    PixelSpacing,
    Rows,
    Columns,
    list_contains(ImageType, 'LOCALIZER') or array_to_string(ImageType, '\') like '%MIP%' as is_excluded
  from dicom_all
  where SOPClassUID in ('1.2.840.10008.5.1.4.1.1.2', '1.2.840.10008.5.1.4.1.1.4', '1.2.840.10008.5.1.4.1.1.128')
),
images as (
  -- Most rows are told from each other by their UID: only the others need comparing.
  select * exclude (SOPInstanceUID)
  from stored
  where SOPInstanceUID is not null and SOPInstanceUID not in (select SOPInstanceUID from duplicate_instances)
  union all
  select * exclude (SOPInstanceUID)
  from (select distinct * from stored where SOPInstanceUID is null or SOPInstanceUID in (select SOPInstanceUID from duplicate_instances))
),
oriented as (
  select
    *,
    if(len(o) = 6, [o[2] * o[6] - o[3] * o[5], o[3] * o[4] - o[1] * o[6], o[1] * o[5] - o[2] * o[4]], null) as n
  from images
),
placed as (
  select
    *,
    sqrt(n[1] * n[1] + n[2] * n[2] + n[3] * n[3]) as normal_length,
    p[1] * n[1] + p[2] * n[2] + p[3] * n[3] as slice_position,
    p[1] * o[1] + p[2] * o[2] + p[3] * o[3] as along_rows,
    p[1] * o[4] + p[2] * o[5] + p[3] * o[6] as along_columns
  from oriented
),
measured as (
  select
    SeriesInstanceUID,
    count(*) as slices,
    count(slice_position) = count(*) as are_placed,
    not several(o) and count(o) = count(*) as single_orientation,
    coalesce(bool_and(abs(normal_length - 1) <= 0.01) and count(normal_length) = count(*), false) as orthogonal_orientation,
    count(distinct slice_position) = count(*) as unique_slice_positions,
    coalesce(max(along_rows) - min(along_rows) <= 0.1, false) and are_placed as consistent_in_plane_row,
    coalesce(max(along_columns) - min(along_columns) <= 0.1, false) and are_placed as consistent_in_plane_col,
    not several(PixelSpacing) and count(PixelSpacing) = count(*) as consistent_pixel_spacing,
    not several(Rows) and not several(Columns) and count(Rows) = count(*) and count(Columns) = count(*) as consistent_image_dimensions,
    if(count(*) > 1, (max(slice_position) - min(slice_position)) / (count(*) - 1), null) as mean_step,
    list_sort(list(slice_position) filter (slice_position is not null)) as positions,
    list_transform(list_zip(positions[2:], positions[:-2]), lambda neighbours : neighbours[1] - neighbours[2]) as steps,
    coalesce(list_aggregate(steps, 'min') >= 0.99 * mean_step and list_aggregate(steps, 'max') <= 1.01 * mean_step and mean_step > 0, false) and are_placed
      as uniform_slice_spacing,
    min(n) as normal,
    min(normal_length) as length
  from placed
  group by SeriesInstanceUID
  having not coalesce(bool_or(is_excluded), false)
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
