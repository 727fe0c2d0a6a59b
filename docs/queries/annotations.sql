-- Annotations of slides
-- How many annotations, of which kind, in which coordinates?
select groups.SeriesInstanceUID, series.AnnotationCoordinateType, groups.AnnotationPropertyType_CodeMeaning as property_type, groups.GraphicType, sum(groups.NumberOfAnnotations) as annotations
from ann_group_index as groups
join ann_index as series on series.SeriesInstanceUID is not distinct from groups.SeriesInstanceUID
group by all
order by groups.SeriesInstanceUID, property_type, groups.GraphicType;
