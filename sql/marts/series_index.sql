-- series_index: the archive's series, with the columns of IDC's idc_index where they apply, under IDC's names.
-- Grain: one row per SeriesInstanceUID, and one with NULL for the instances that have none.
-- Source: series_variants, duplicate_instances, standard_sop_classes, standard_uids.
-- Caveats: a value chosen among several is the smallest; beside it stands how many distinct values there were (NULL does not count).
--   The same instance stored twice counts twice in instanceCount, once in distinct_instances.
create table series_index as
with repeated as (
  -- Of an instance that is there several times all but one.
  select SeriesInstanceUID, count(*) - count(distinct SOPInstanceUID) as objects
  from duplicate_instances
  group by SeriesInstanceUID
),
chosen as (
  select
    SeriesInstanceUID,
    min(PatientID) as PatientID,
    distinct_values(PatientID) as patient_id_values,
    min(IssuerOfPatientID) as IssuerOfPatientID,
    distinct_values(IssuerOfPatientID) as issuer_of_patient_id_values,
    min(PatientAge) as PatientAge,
    distinct_values(PatientAge) as patient_age_values,
    min(PatientSex) as PatientSex,
    distinct_values(PatientSex) as patient_sex_values,
    min(StudyInstanceUID) as StudyInstanceUID,
    distinct_values(StudyInstanceUID) as study_instance_uid_values,
    min(StudyDate) as StudyDate,
    distinct_values(StudyDate) as study_date_values,
    min(StudyDescription) as StudyDescription,
    distinct_values(StudyDescription) as study_description_values,
    min(SeriesDate) as SeriesDate,
    distinct_values(SeriesDate) as series_date_values,
    min(SeriesDescription) as SeriesDescription,
    distinct_values(SeriesDescription) as series_description_values,
    min(SeriesNumber) as SeriesNumber,
    distinct_values(SeriesNumber) as series_number_values,
    min(BodyPartExamined) as BodyPartExamined,
    distinct_values(BodyPartExamined) as body_part_examined_values,
    min(Modality) as Modality,
    distinct_values(Modality) as modality_values,
    min(SOPClassUID) as SOPClassUID,
    distinct_values(SOPClassUID) as sop_class_uid_values,
    min(Manufacturer) as Manufacturer,
    distinct_values(Manufacturer) as manufacturer_values,
    min(ManufacturerModelName) as ManufacturerModelName,
    distinct_values(ManufacturerModelName) as manufacturer_model_name_values,
    list_sort(list_distinct(list(TransferSyntaxUID))) as transfer_syntaxes,
    values_text(PhotometricInterpretation) as PhotometricInterpretation,
    values_text(PixelRepresentation) as PixelRepresentation,
    sum(instances)::bigint as instanceCount,
    sum(identified)::bigint as identified,
    sum(bytes)::bigint as bytes
  from series_variants
  group by SeriesInstanceUID
),
syntaxes as (
  -- Few lists of transfer syntaxes are in use.
  select used.uids, array_to_string(used.uids, ',') as uids_text, string_agg(coalesce(uid.name, syntax.uid), ',' order by syntax.uid) as names
  from (select distinct transfer_syntaxes as uids from chosen) as used, unnest(used.uids) as syntax(uid)
  left join standard_uids as uid on uid.uid = syntax.uid
  group by used.uids
)
select
  chosen.SeriesInstanceUID,
  chosen.PatientID,
  chosen.patient_id_values,
  chosen.IssuerOfPatientID,
  chosen.issuer_of_patient_id_values,
  chosen.PatientAge,
  chosen.patient_age_values,
  chosen.PatientSex,
  chosen.patient_sex_values,
  chosen.StudyInstanceUID,
  chosen.study_instance_uid_values,
  chosen.StudyDate,
  chosen.study_date_values,
  chosen.StudyDescription,
  chosen.study_description_values,
  chosen.SeriesDate,
  chosen.series_date_values,
  chosen.SeriesDescription,
  chosen.series_description_values,
  chosen.SeriesNumber,
  chosen.series_number_values,
  chosen.BodyPartExamined,
  chosen.body_part_examined_values,
  chosen.Modality,
  chosen.modality_values,
  chosen.SOPClassUID,
  chosen.sop_class_uid_values,
  chosen.Manufacturer,
  chosen.manufacturer_values,
  chosen.ManufacturerModelName,
  chosen.manufacturer_model_name_values,
  class.name as sop_class_name,
  syntaxes.uids_text as TransferSyntaxUID,
  syntaxes.names as transfer_syntax_name,
  chosen.PhotometricInterpretation,
  chosen.PixelRepresentation,
  chosen.instanceCount,
  chosen.identified - coalesce(repeated.objects, 0) as distinct_instances,
  chosen.bytes / 1e6 as series_size_mb
from chosen
left join repeated on repeated.SeriesInstanceUID is not distinct from chosen.SeriesInstanceUID
left join syntaxes on syntaxes.uids = chosen.transfer_syntaxes
left join standard_sop_classes as class on class.uid = chosen.SOPClassUID
order by chosen.PatientID, chosen.StudyInstanceUID, chosen.SeriesInstanceUID;
comment on table series_index is 'Series of the archive: one row per SeriesInstanceUID (NULL for instances without one), with IDC''s column names.';
comment on column series_index.SeriesInstanceUID is 'Series Instance UID; key; NULL for instances without one';
comment on column series_index.PatientID is 'Patient ID; the smallest if the series has several';
comment on column series_index.patient_id_values is 'Distinct values of PatientID in the series; above 1 they disagree';
comment on column series_index.IssuerOfPatientID is 'Issuer of Patient ID; the smallest if the series has several';
comment on column series_index.issuer_of_patient_id_values is 'Distinct values of IssuerOfPatientID in the series; above 1 they disagree';
comment on column series_index.PatientAge is 'Patient''s age as recorded, e.g. 045Y; the smallest if the series has several';
comment on column series_index.patient_age_values is 'Distinct values of PatientAge in the series; above 1 they disagree';
comment on column series_index.PatientSex is 'Patient''s sex; the smallest if the series has several';
comment on column series_index.patient_sex_values is 'Distinct values of PatientSex in the series; above 1 they disagree';
comment on column series_index.StudyInstanceUID is 'Study Instance UID; the smallest if the series has several';
comment on column series_index.study_instance_uid_values is 'Distinct values of StudyInstanceUID in the series; above 1 they disagree';
comment on column series_index.StudyDate is 'Study date; the smallest if the series has several';
comment on column series_index.study_date_values is 'Distinct values of StudyDate in the series; above 1 they disagree';
comment on column series_index.StudyDescription is 'Study description; the smallest if the series has several';
comment on column series_index.study_description_values is 'Distinct values of StudyDescription in the series; above 1 they disagree';
comment on column series_index.SeriesDate is 'Series date; the smallest if the series has several';
comment on column series_index.series_date_values is 'Distinct values of SeriesDate in the series; above 1 they disagree';
comment on column series_index.SeriesDescription is 'Series description; the smallest if the series has several';
comment on column series_index.series_description_values is 'Distinct values of SeriesDescription in the series; above 1 they disagree';
comment on column series_index.SeriesNumber is 'Series number; the smallest if the series has several';
comment on column series_index.series_number_values is 'Distinct values of SeriesNumber in the series; above 1 they disagree';
comment on column series_index.BodyPartExamined is 'Body part examined, as recorded; the smallest if the series has several';
comment on column series_index.body_part_examined_values is 'Distinct values of BodyPartExamined in the series; above 1 they disagree';
comment on column series_index.Modality is 'Modality; the smallest if the series has several';
comment on column series_index.modality_values is 'Distinct values of Modality in the series; above 1 they disagree';
comment on column series_index.SOPClassUID is 'SOP class; the smallest if the series has several';
comment on column series_index.sop_class_uid_values is 'Distinct values of SOPClassUID in the series; above 1 they disagree';
comment on column series_index.Manufacturer is 'Manufacturer; the smallest if the series has several';
comment on column series_index.manufacturer_values is 'Distinct values of Manufacturer in the series; above 1 they disagree';
comment on column series_index.ManufacturerModelName is 'Manufacturer''s model name; the smallest if the series has several';
comment on column series_index.manufacturer_model_name_values is 'Distinct values of ManufacturerModelName in the series; above 1 they disagree';
comment on column series_index.TransferSyntaxUID is 'Transfer syntaxes in the series, each once, in order, separated by commas';
comment on column series_index.PhotometricInterpretation is 'Photometric interpretations in the series, each once, in order, separated by commas';
comment on column series_index.PixelRepresentation is 'Pixel representations in the series, each once, in order, separated by commas';
comment on column series_index.sop_class_name is 'Name of SOPClassUID (PS3.6 Annex A); NULL if the standard has none';
comment on column series_index.transfer_syntax_name is 'Names of the transfer syntaxes, in the order of TransferSyntaxUID, separated by commas';
comment on column series_index.instanceCount is 'Stored objects of the series';
comment on column series_index.distinct_instances is 'Distinct SOPInstanceUIDs among them';
comment on column series_index.series_size_mb is 'Size of the stored objects in 1,000,000 bytes';
