-- coverage_adds_up: every instance of a modality is in exactly one state for each attribute.
select coverage.Modality, coverage.keyword
from tag_coverage as coverage
left join modality_index as modality on modality.Modality is not distinct from coverage.Modality
where coverage.absent + coverage.empty + coverage.present + coverage.invalid + coverage.binary_only <> coverage.instances
  or least(coverage.absent, coverage.empty, coverage.present, coverage.invalid, coverage.binary_only) < 0
  or modality.instances is distinct from coverage.instances
