-- Structure sets with their images
-- Which series was each structure set drawn on, and is it here?
select rtstruct.SeriesInstanceUID, rtstruct.total_rois, rtstruct.ROINames, rtstruct.referenced_SeriesInstanceUID, image.Modality as image_modality
from rtstruct_index as rtstruct
left join series_index as image on image.SeriesInstanceUID = rtstruct.referenced_SeriesInstanceUID
order by rtstruct.SeriesInstanceUID;
