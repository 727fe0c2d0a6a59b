-- patient_index: the archive's patients.
-- Grain: one row per IssuerOfPatientID and PatientID: the same PatientID of two issuers is two patients. NULLs are values of the key.
-- Source: series_variants.
-- Caveats: the same person under two IDs is two rows. A value chosen among several is the smallest; beside it stands how many there were.
create table patient_index as
select
  IssuerOfPatientID,
  PatientID,
  min(PatientName) as PatientName,
  distinct_values(PatientName) as patient_name_values,
  min(PatientBirthDate) as PatientBirthDate,
  distinct_values(PatientBirthDate) as patient_birth_date_values,
  min(PatientSex) as PatientSex,
  distinct_values(PatientSex) as patient_sex_values,
  min(StudyDate) as first_study_date,
  max(StudyDate) as last_study_date,
  list_sort(list(distinct Modality) filter (Modality is not null)) as modalities,
  distinct_values(StudyInstanceUID) as study_count,
  distinct_values(SeriesInstanceUID) as series_count,
  sum(instances)::bigint as instanceCount,
  sum(bytes) / 1e6 as patient_size_mb
from series_variants
group by IssuerOfPatientID, PatientID
order by IssuerOfPatientID, PatientID;
comment on table patient_index is 'Patients of the archive: one row per IssuerOfPatientID and PatientID.';
comment on column patient_index.IssuerOfPatientID is 'Issuer of Patient ID; key with PatientID; NULL where it is not recorded';
comment on column patient_index.PatientID is 'Patient ID; key with IssuerOfPatientID; NULL for instances without one';
comment on column patient_index.PatientName is 'Patient''s name as recorded; the smallest if the patient has several';
comment on column patient_index.patient_name_values is 'Distinct values of PatientName in the patient; above 1 they disagree';
comment on column patient_index.PatientBirthDate is 'Patient''s birth date; the smallest if the patient has several';
comment on column patient_index.patient_birth_date_values is 'Distinct values of PatientBirthDate in the patient; above 1 they disagree';
comment on column patient_index.PatientSex is 'Patient''s sex; the smallest if the patient has several';
comment on column patient_index.patient_sex_values is 'Distinct values of PatientSex in the patient; above 1 they disagree';
comment on column patient_index.first_study_date is 'Earliest StudyDate';
comment on column patient_index.last_study_date is 'Latest StudyDate';
comment on column patient_index.modalities is 'Modalities of the patient, each once, in order';
comment on column patient_index.study_count is 'Distinct StudyInstanceUIDs of the patient';
comment on column patient_index.series_count is 'Distinct SeriesInstanceUIDs of the patient';
comment on column patient_index.instanceCount is 'Stored objects of the patient';
comment on column patient_index.patient_size_mb is 'Size of the stored objects in 1,000,000 bytes';
