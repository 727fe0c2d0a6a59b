-- Attributes by device
-- Which devices do not say which part of the body they show?
select value as device, Modality, absent, empty, present, instances
from tag_coverage_by
where grain = 'device' and keyword = 'BodyPartExamined'
order by absent desc, device, Modality;
