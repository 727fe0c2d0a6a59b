-- modality_mix: what kinds of objects the archive holds, and how much of each.
-- Grain: one row per Modality and SOPClassUID; NULLs are values.
-- Source: series_variants, standard_sop_classes.
-- Caveats: a series or study of several kinds counts in each of their rows; patients are pairs of IssuerOfPatientID and PatientID.
create table modality_mix as
with counted as (
  select
    Modality,
    SOPClassUID,
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
  counted.SOPClassUID,
  class.name as sop_class_name,
  counted.instances,
  counted.series,
  counted.studies,
  counted.patients,
  counted.bytes,
  100.0 * counted.instances / sum(counted.instances) over () as percent_instances,
  100.0 * counted.bytes / sum(counted.bytes) over () as percent_bytes
from counted
left join standard_sop_classes as class on class.uid = counted.SOPClassUID
order by counted.instances desc, counted.Modality, counted.SOPClassUID;
comment on table modality_mix is 'Objects by kind: one row per Modality and SOPClassUID.';
comment on column modality_mix.Modality is 'Modality; NULL for instances without one';
comment on column modality_mix.SOPClassUID is 'SOP class; NULL for instances without one';
comment on column modality_mix.sop_class_name is 'Name of SOPClassUID (PS3.6 Annex A); NULL if the standard has none';
comment on column modality_mix.instances is 'Stored objects';
comment on column modality_mix.series is 'Distinct SeriesInstanceUIDs';
comment on column modality_mix.studies is 'Distinct StudyInstanceUIDs';
comment on column modality_mix.patients is 'Distinct pairs of IssuerOfPatientID and PatientID (without PatientID: none)';
comment on column modality_mix.bytes is 'Size of the stored objects in bytes';
comment on column modality_mix.percent_instances is 'Share of all stored objects, 0 to 100';
comment on column modality_mix.percent_bytes is 'Share of the bytes of all stored objects, 0 to 100';
