-- patient_conflicts: patients who are said to be several things at once.
-- Grain: one row per IssuerOfPatientID, PatientID, attribute with several values, and value of it.
-- Source: series_variants.
-- Caveats: the same PatientID of two issuers is two patients. A missing value disagrees with none. Names are compared as they stand.
create table patient_conflicts as
with valued as (
  select
    IssuerOfPatientID,
    PatientID,
    keyword,
    value,
    count(distinct StudyInstanceUID) as studies,
    count(distinct SeriesInstanceUID) as series,
    sum(instances)::bigint as instances,
    count(*) over (partition by IssuerOfPatientID, PatientID, keyword) as distinct_values
  from (
    unpivot (select * replace (PatientBirthDate::varchar as PatientBirthDate) from series_variants where PatientID is not null)
    on PatientName, PatientBirthDate, PatientSex into name keyword value value
  )
  group by IssuerOfPatientID, PatientID, keyword, value
)
select
  IssuerOfPatientID,
  PatientID,
  keyword,
  value,
  distinct_values,
  studies,
  series,
  instances
from valued
where distinct_values > 1
order by IssuerOfPatientID, PatientID, keyword, value;
comment on table patient_conflicts is 'Patients with several names, birth dates or sexes: one row per patient, attribute and value.';
comment on column patient_conflicts.IssuerOfPatientID is 'Issuer of Patient ID; key';
comment on column patient_conflicts.PatientID is 'Patient ID; key';
comment on column patient_conflicts.keyword is 'PatientName, PatientBirthDate or PatientSex; key';
comment on column patient_conflicts.value is 'One of the values; key';
comment on column patient_conflicts.distinct_values is 'How many values the patient has';
comment on column patient_conflicts.studies is 'Studies with this value';
comment on column patient_conflicts.series is 'Series with this value';
comment on column patient_conflicts.instances is 'Stored objects with this value';
