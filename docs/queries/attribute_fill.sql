-- How well an attribute is filled
-- In which modalities is there a body part, and what are its values?
select coverage.Modality, coverage.present, coverage.empty, coverage.absent, coverage.percent_present, found.distinct_values
from tag_coverage as coverage
left join attribute_values as found on found.keyword = coverage.keyword and found.Modality is not distinct from coverage.Modality
where coverage.keyword = 'BodyPartExamined'
order by coverage.percent_present desc, coverage.Modality;
