-- Names of structures
-- Which structures were drawn for radiotherapy, under which names and types?
select ROIName, RTROIInterpretedType, count(*) as structures, sum(contours) as contours, sum(contour_points) as points
from rt_rois
group by ROIName, RTROIInterpretedType
order by structures desc, ROIName, RTROIInterpretedType;
