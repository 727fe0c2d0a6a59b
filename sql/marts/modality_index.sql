-- modality_index: how much of each modality the archive holds.
-- Grain: one row per Modality; NULL is a value.
-- Source: series_variants.
-- Caveats: a series or study of several kinds counts in each of their rows; patients are pairs of IssuerOfPatientID and PatientID.
create table modality_index as
with counted as (
  select
    Modality,
    sum(instances)::bigint as instances,
    count(distinct SeriesInstanceUID) as series,
    count(distinct StudyInstanceUID) as studies,
    count(distinct (IssuerOfPatientID, PatientID)) filter (PatientID is not null) as patients,
    sum(bytes)::bigint as bytes
  from series_variants
  group by all
)
select
  counted.Modality,
  counted.instances,
  counted.series,
  counted.studies,
  counted.patients,
  counted.bytes,
  100.0 * counted.instances / sum(counted.instances) over () as percent_instances,
  100.0 * counted.bytes / sum(counted.bytes) over () as percent_bytes
from counted
order by counted.instances desc, counted.Modality;
comment on table modality_index is 'Objects by modality: one row per Modality.';
comment on column modality_index.Modality is 'Modality; key; NULL for instances without one';
comment on column modality_index.instances is 'Stored objects';
comment on column modality_index.series is 'Distinct SeriesInstanceUIDs';
comment on column modality_index.studies is 'Distinct StudyInstanceUIDs';
comment on column modality_index.patients is 'Distinct pairs of IssuerOfPatientID and PatientID (without PatientID: none)';
comment on column modality_index.bytes is 'Size of the stored objects in bytes';
comment on column modality_index.percent_instances is 'Share of all stored objects, 0 to 100';
comment on column modality_index.percent_bytes is 'Share of the bytes of all stored objects, 0 to 100';
