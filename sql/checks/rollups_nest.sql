-- rollups_nest: the study of a series and the patient of a study have rows of their own; shares make a whole.
select 'series_index' as relation, series.SeriesInstanceUID as key
from series_index as series
anti join study_index as study on study.StudyInstanceUID is not distinct from series.StudyInstanceUID
union all
select 'study_index', study.StudyInstanceUID
from study_index as study
anti join patient_index as patient on patient.PatientID is not distinct from study.PatientID
union all
select 'modality_index', 'percent' from modality_index having abs(sum(percent_instances) - 100) > 0.01
union all
select 'modality_mix', 'percent' from modality_mix having abs(sum(percent_instances) - 100) > 0.01
union all
select 'contrast_index', contrast.SeriesInstanceUID
from contrast_index as contrast
left join series_index as series on series.SeriesInstanceUID is not distinct from contrast.SeriesInstanceUID
where contrast.instances < 1 or contrast.instances > coalesce(series.instanceCount, 0)
  or coalesce(len(contrast.ContrastBolusAgent), len(contrast.ContrastBolusIngredient), len(contrast.ContrastBolusRoute), 0) = 0
