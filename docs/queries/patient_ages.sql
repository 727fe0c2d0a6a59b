-- Ages
-- How old are the patients at their studies, by decade and sex?
select 10 * floor(age_years(PatientAge) / 10) as decade, PatientSex, count(*) as studies
from study_index
group by decade, PatientSex
order by decade, PatientSex;
