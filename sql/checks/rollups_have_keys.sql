-- rollups_have_keys: a rollup has one row per value of its key.
select 'series_index' as rollup_name, SeriesInstanceUID as key from series_index group by all having count(*) > 1
union all
select 'study_index', StudyInstanceUID from study_index group by all having count(*) > 1
union all
select 'patient_index', concat_ws(' / ', IssuerOfPatientID, PatientID) from patient_index group by IssuerOfPatientID, PatientID having count(*) > 1
union all
select 'tag_coverage', keyword from tag_coverage group by Modality, keyword having count(*) > 1
