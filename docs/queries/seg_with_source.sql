-- Segmentations with the series they segment
-- Which image series does each segmentation belong to, and is it here?
select seg.SeriesInstanceUID, seg.total_segments, seg.SegmentedPropertyType_CodeMeanings, seg.segmented_SeriesInstanceUID, image.Modality as image_modality,
  image.SeriesInstanceUID is not null as image_is_here
from seg_index as seg
left join series_index as image on image.SeriesInstanceUID = seg.segmented_SeriesInstanceUID
order by seg.SeriesInstanceUID;
