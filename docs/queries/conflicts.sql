-- Conflicts
-- Which attributes disagree within a series, a study, or a patient?
select level, keyword, count(distinct uid) as conflicts from series_conflicts group by level, keyword
union all
select 'patient', keyword, count(distinct (IssuerOfPatientID, PatientID)) from patient_conflicts group by keyword
order by conflicts desc, level, keyword;
