-- series_index: the archive's series, with the columns of IDC's idc_index where they apply, under IDC's names.
-- Grain: one row per SeriesInstanceUID, and one with NULL for the instances that have none.
-- Source: dicom_all, duplicate_instances, standard_sop_classes, standard_uids.
-- Caveats: a value chosen among several is the smallest; beside it stands how many distinct values there were (NULL does not count).
--   The same instance stored twice counts twice in instanceCount, once in distinct_instances.
-- Reads: PatientID, IssuerOfPatientID, PatientAge, PatientSex, StudyInstanceUID, StudyDate,
--   StudyDescription, SeriesDate, SeriesDescription, SeriesNumber, BodyPartExamined, Modality,
--   SOPClassUID, Manufacturer, ManufacturerModelName, TransferSyntaxUID, PhotometricInterpretation, PixelRepresentation,
--   SeriesInstanceUID, SOPInstanceUID
create table series_index as
with described as (
  -- Nearly one row per series: the distinct values are then counted over few rows.
  select
    SeriesInstanceUID,
    PatientID,
    IssuerOfPatientID,
    PatientAge,
    PatientSex,
    StudyInstanceUID,
    StudyDate,
    StudyDescription,
    SeriesDate,
    SeriesDescription,
    SeriesNumber,
    BodyPartExamined,
    Modality,
    SOPClassUID,
    Manufacturer,
    ManufacturerModelName,
    TransferSyntaxUID,
    PhotometricInterpretation,
    PixelRepresentation,
    count(*) as instances,
    count(SOPInstanceUID) as identified,
    sum(source_size) as bytes
  from dicom_all
  group by all
),
repeated as (
  -- Of an instance that is there several times all but one.
  select SeriesInstanceUID, count(*) - count(distinct SOPInstanceUID) as objects
  from duplicate_instances
  group by SeriesInstanceUID
),
chosen as (
  select
    SeriesInstanceUID,
    min(PatientID) as PatientID,
    count(distinct PatientID) as patient_id_values,
    min(IssuerOfPatientID) as IssuerOfPatientID,
    count(distinct IssuerOfPatientID) as issuer_of_patient_id_values,
    min(PatientAge) as PatientAge,
    count(distinct PatientAge) as patient_age_values,
    min(PatientSex) as PatientSex,
    count(distinct PatientSex) as patient_sex_values,
    min(StudyInstanceUID) as StudyInstanceUID,
    count(distinct StudyInstanceUID) as study_instance_uid_values,
    min(StudyDate) as StudyDate,
    count(distinct StudyDate) as study_date_values,
    min(StudyDescription) as StudyDescription,
    count(distinct StudyDescription) as study_description_values,
    min(SeriesDate) as SeriesDate,
    count(distinct SeriesDate) as series_date_values,
    min(SeriesDescription) as SeriesDescription,
    count(distinct SeriesDescription) as series_description_values,
    min(SeriesNumber) as SeriesNumber,
    count(distinct SeriesNumber) as series_number_values,
    min(BodyPartExamined) as BodyPartExamined,
    count(distinct BodyPartExamined) as body_part_examined_values,
    min(Modality) as Modality,
    count(distinct Modality) as modality_values,
    min(SOPClassUID) as SOPClassUID,
    count(distinct SOPClassUID) as sop_class_uid_values,
    min(Manufacturer) as Manufacturer,
    count(distinct Manufacturer) as manufacturer_values,
    min(ManufacturerModelName) as ManufacturerModelName,
    count(distinct ManufacturerModelName) as manufacturer_model_name_values,
    string_agg(distinct TransferSyntaxUID::varchar, ',' order by TransferSyntaxUID::varchar) as TransferSyntaxUID,
    string_agg(distinct PhotometricInterpretation::varchar, ',' order by PhotometricInterpretation::varchar) as PhotometricInterpretation,
    string_agg(distinct PixelRepresentation::varchar, ',' order by PixelRepresentation::varchar) as PixelRepresentation,
    sum(instances)::bigint as instanceCount,
    sum(identified)::bigint as identified,
    sum(bytes)::bigint as bytes,
    list(distinct TransferSyntaxUID) as transfer_syntaxes
  from described
  group by SeriesInstanceUID
),
syntaxes as (
  select chosen.SeriesInstanceUID, string_agg(coalesce(uid.name, syntax.uid), ',' order by syntax.uid) as transfer_syntax_name
  from chosen, unnest(chosen.transfer_syntaxes) as syntax(uid)
  left join standard_uids as uid on uid.uid = syntax.uid
  group by chosen.SeriesInstanceUID
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
  chosen.TransferSyntaxUID,
  syntaxes.transfer_syntax_name,
  chosen.PhotometricInterpretation,
  chosen.PixelRepresentation,
  chosen.instanceCount,
  chosen.identified - coalesce(repeated.objects, 0) as distinct_instances,
  chosen.bytes / 1e6 as series_size_mb
from chosen
left join repeated on repeated.SeriesInstanceUID is not distinct from chosen.SeriesInstanceUID
left join syntaxes on syntaxes.SeriesInstanceUID is not distinct from chosen.SeriesInstanceUID
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
