-- Modalities per patient
-- How many patients have which combination of modalities?
select modalities, count(*) as patients, sum(study_count) as studies
from patient_index
group by modalities
order by patients desc, modalities;
