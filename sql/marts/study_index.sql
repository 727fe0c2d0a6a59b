-- study_index: the archive's studies.
-- Grain: one row per StudyInstanceUID, and one with NULL for the instances that have none.
-- Source: series_variants.
-- Caveats: a value chosen among several is the smallest; beside it stands how many distinct values there were (NULL does not count).
create table study_index as
select
  StudyInstanceUID,
  min(PatientID) as PatientID,
  distinct_values(PatientID) as patient_id_values,
  min(IssuerOfPatientID) as IssuerOfPatientID,
  distinct_values(IssuerOfPatientID) as issuer_of_patient_id_values,
  min(PatientAge) as PatientAge,
  distinct_values(PatientAge) as patient_age_values,
  min(PatientSex) as PatientSex,
  distinct_values(PatientSex) as patient_sex_values,
  min(StudyDate) as StudyDate,
  distinct_values(StudyDate) as study_date_values,
  min(StudyTime) as StudyTime,
  distinct_values(StudyTime) as study_time_values,
  min(StudyID) as StudyID,
  distinct_values(StudyID) as study_id_values,
  min(StudyDescription) as StudyDescription,
  distinct_values(StudyDescription) as study_description_values,
  min(AccessionNumber) as AccessionNumber,
  distinct_values(AccessionNumber) as accession_number_values,
  list_sort(list(distinct Modality) filter (Modality is not null)) as modalities,
  distinct_values(SeriesInstanceUID) as series_count,
  sum(instances)::bigint as instanceCount,
  sum(bytes) / 1e6 as study_size_mb
from series_variants
group by StudyInstanceUID
order by StudyInstanceUID;
comment on table study_index is 'Studies of the archive: one row per StudyInstanceUID (NULL for instances without one).';
comment on column study_index.StudyInstanceUID is 'Study Instance UID; key; NULL for instances without one';
comment on column study_index.PatientID is 'Patient ID; the smallest if the study has several';
comment on column study_index.patient_id_values is 'Distinct values of PatientID in the study; above 1 they disagree';
comment on column study_index.IssuerOfPatientID is 'Issuer of Patient ID; the smallest if the study has several';
comment on column study_index.issuer_of_patient_id_values is 'Distinct values of IssuerOfPatientID in the study; above 1 they disagree';
comment on column study_index.PatientAge is 'Patient''s age as recorded, e.g. 045Y; the smallest if the study has several';
comment on column study_index.patient_age_values is 'Distinct values of PatientAge in the study; above 1 they disagree';
comment on column study_index.PatientSex is 'Patient''s sex; the smallest if the study has several';
comment on column study_index.patient_sex_values is 'Distinct values of PatientSex in the study; above 1 they disagree';
comment on column study_index.StudyDate is 'Study date; the smallest if the study has several';
comment on column study_index.study_date_values is 'Distinct values of StudyDate in the study; above 1 they disagree';
comment on column study_index.StudyTime is 'Study time; the smallest if the study has several';
comment on column study_index.study_time_values is 'Distinct values of StudyTime in the study; above 1 they disagree';
comment on column study_index.StudyID is 'Study ID; the smallest if the study has several';
comment on column study_index.study_id_values is 'Distinct values of StudyID in the study; above 1 they disagree';
comment on column study_index.StudyDescription is 'Study description; the smallest if the study has several';
comment on column study_index.study_description_values is 'Distinct values of StudyDescription in the study; above 1 they disagree';
comment on column study_index.AccessionNumber is 'Accession number; the smallest if the study has several';
comment on column study_index.accession_number_values is 'Distinct values of AccessionNumber in the study; above 1 they disagree';
comment on column study_index.modalities is 'Modalities of the study, each once, in order';
comment on column study_index.series_count is 'Distinct SeriesInstanceUIDs of the study';
comment on column study_index.instanceCount is 'Stored objects of the study';
comment on column study_index.study_size_mb is 'Size of the stored objects in 1,000,000 bytes';
