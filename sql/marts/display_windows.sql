-- display_windows: how images are meant to be shown, and what their stored values stand for.
-- Grain: one row per stored image with a window or a rescale, and window; one for an image with a rescale only.
-- Source: dicom_all.
-- Caveats: values of the data set, not of functional groups: see frames. Hounsfield columns are of CT images rescaled to HU, or without a
--   rescale type. The range is what the stored bits can hold, not what the pixels do.
-- Reads: SOPInstanceUID, SeriesInstanceUID, SOPClassUID, Modality, WindowCenter, WindowWidth, WindowCenterWidthExplanation, VOILUTFunction,
--   RescaleSlope, RescaleIntercept, RescaleType, BitsStored, PixelRepresentation
create view display_windows as
with windowed as (
  select
    *,
    unnest(range(1, greatest(1, coalesce(len(WindowCenter), 0), coalesce(len(WindowWidth), 0)) + 1)) as window_number,
    Modality = 'CT' and coalesce(RescaleType, 'HU') = 'HU' and RescaleSlope is not null as is_hounsfield,
    if(PixelRepresentation = 1, -(2 ** (BitsStored - 1)), 0) as smallest_stored,
    if(PixelRepresentation = 1, 2 ** (BitsStored - 1) - 1, 2 ** BitsStored - 1) as largest_stored
  from dicom_all
  where coalesce(len(WindowCenter), 0) > 0 or RescaleSlope is not null
)
select
  source_uri,
  SOPInstanceUID,
  SeriesInstanceUID,
  SOPClassUID,
  Modality,
  window_number,
  WindowCenter[window_number] as WindowCenter,
  WindowWidth[window_number] as WindowWidth,
  WindowCenterWidthExplanation[window_number] as WindowCenterWidthExplanation,
  coalesce(VOILUTFunction, 'LINEAR') as VOILUTFunction,
  RescaleSlope,
  RescaleIntercept,
  RescaleType,
  WindowCenter[window_number] - WindowWidth[window_number] / 2 as window_lowest,
  WindowCenter[window_number] + WindowWidth[window_number] / 2 as window_highest,
  if(is_hounsfield, smallest_stored * RescaleSlope + RescaleIntercept, null) as hounsfield_lowest,
  if(is_hounsfield, largest_stored * RescaleSlope + RescaleIntercept, null) as hounsfield_highest
from windowed;
comment on view display_windows is 'Windows and rescales of images: one row per image and window.';
comment on column display_windows.source_uri is 'Where the object is; key with window_number';
comment on column display_windows.SOPInstanceUID is 'SOP Instance UID';
comment on column display_windows.SeriesInstanceUID is 'Series Instance UID';
comment on column display_windows.SOPClassUID is 'SOP class';
comment on column display_windows.Modality is 'Modality';
comment on column display_windows.window_number is 'Place of the window, from 1';
comment on column display_windows.WindowCenter is 'Centre of the window, in rescaled units; NULL if the image has no window';
comment on column display_windows.WindowWidth is 'Width of the window';
comment on column display_windows.WindowCenterWidthExplanation is 'What the window is for';
comment on column display_windows.VOILUTFunction is 'LINEAR (where nothing is said), LINEAR_EXACT or SIGMOID';
comment on column display_windows.RescaleSlope is 'Slope from stored values';
comment on column display_windows.RescaleIntercept is 'Intercept from stored values';
comment on column display_windows.RescaleType is 'Unit of the rescaled values';
comment on column display_windows.window_lowest is 'WindowCenter - WindowWidth / 2';
comment on column display_windows.window_highest is 'WindowCenter + WindowWidth / 2';
comment on column display_windows.hounsfield_lowest is 'Rescaled value of the smallest number that BitsStored holds; CT only';
comment on column display_windows.hounsfield_highest is 'Rescaled value of the largest number that BitsStored holds; CT only';
