-- Attributes of items
-- What stands in the sequences of each modality, at any depth?
select Modality, path, vr, present, empty, sequence_instances
from nested_coverage
order by Modality, present desc, path
limit 200;
