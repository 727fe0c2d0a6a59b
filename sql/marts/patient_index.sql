-- patient_index: the archive's patients.
-- Grain: one row per IssuerOfPatientID and PatientID: the same PatientID of two issuers is two patients. NULLs are values of the key.
-- Source: dicom_all.
-- Caveats: the same person under two IDs is two rows. A value chosen among several is the smallest; beside it stands how many there were.
-- Reads: StudyDate, IssuerOfPatientID, PatientID, PatientName, PatientBirthDate, PatientSex, Modality,
--   SeriesInstanceUID, StudyInstanceUID
create table patient_index as
with described as (
  -- Few rows per series: the distinct values are then counted over few rows.
  select
    IssuerOfPatientID,
    PatientID,
    PatientName,
    PatientBirthDate,
    PatientSex,
    StudyDate,
    Modality,
    SeriesInstanceUID,
    StudyInstanceUID,
    count(*) as instances,
    sum(source_size) as bytes
  from dicom_all
  group by all
)
select
  IssuerOfPatientID,
  PatientID,
  min(PatientName) as PatientName,
  count(distinct PatientName) as patient_name_values,
  min(PatientBirthDate) as PatientBirthDate,
  count(distinct PatientBirthDate) as patient_birth_date_values,
  min(PatientSex) as PatientSex,
  count(distinct PatientSex) as patient_sex_values,
  min(StudyDate) as first_study_date,
  max(StudyDate) as last_study_date,
  list_sort(list(distinct Modality) filter (Modality is not null)) as modalities,
  count(distinct StudyInstanceUID) as study_count,
  count(distinct SeriesInstanceUID) as series_count,
  sum(instances)::bigint as instanceCount,
  sum(bytes) / 1e6 as patient_size_mb
from described
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
