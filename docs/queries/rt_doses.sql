-- Radiotherapy doses
-- Which dose grids are there, of which plans, with dose-volume histograms?
select SOPInstanceUID, DoseSummationType, DoseUnits, NumberOfFrames, grid_frame_spacing_mm, len(plans) as plans, histograms
from rt_dose_summary
order by SOPInstanceUID;
