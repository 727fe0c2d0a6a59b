-- rollups_add_up: every rollup counts every row of dicom_all once.
-- Reads: SOPInstanceUID
with expected as (select count(*) as n from dicom_all)
select rollup_name, counted.n as counted, expected.n as expected
from (
  select 'series_index' as rollup_name, coalesce(sum(instanceCount), 0) as n from series_index
  union all
  select 'study_index', coalesce(sum(instanceCount), 0) from study_index
  union all
  select 'patient_index', coalesce(sum(instanceCount), 0) from patient_index
  union all
  select 'modality_mix', coalesce(sum(instances), 0) from modality_mix
  union all
  select 'modality_index', coalesce(sum(instances), 0) from modality_index
) as counted, expected
where counted.n <> expected.n
