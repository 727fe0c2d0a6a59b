-- Segments by code
-- What is segmented, how often, by hand or by which algorithm?
select
  SegmentedPropertyType.CodingSchemeDesignator || ':' || SegmentedPropertyType.CodeValue as property_type,
  SegmentedPropertyType.CodeMeaning as meaning,
  SegmentAlgorithmType,
  count(*) as segments,
  count(distinct SeriesInstanceUID) as series
from segmentations
group by all
order by segments desc, property_type, meaning, SegmentAlgorithmType;
