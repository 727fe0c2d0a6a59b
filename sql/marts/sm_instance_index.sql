-- sm_instance_index: the images of slides, one by one.
-- Grain: one row per stored object with Modality SM.
-- Source: dicom_all.
-- Caveats: specimen steps of all specimens count, not of the first alone as in IDC's sm_instance_index. PixelSpacing_0 is not rounded.
-- Modality: SM
-- Reads: SOPInstanceUID, SeriesInstanceUID, Modality, ImageType, TransferSyntaxUID, PixelSpacing,
--   TotalPixelMatrixColumns, TotalPixelMatrixRows, NumberOfFrames,
--   SpecimenDescriptionSequence.SpecimenPreparationSequence.SpecimenPreparationStepContentItemSequence.ConceptNameCodeSequence.CodeValue,
--   SpecimenDescriptionSequence.SpecimenPreparationSequence.SpecimenPreparationStepContentItemSequence.ConceptNameCodeSequence.CodingSchemeDesignator,
--   SpecimenDescriptionSequence.SpecimenPreparationSequence.SpecimenPreparationStepContentItemSequence.ConceptCodeSequence.CodeValue,
--   SpecimenDescriptionSequence.SpecimenPreparationSequence.SpecimenPreparationStepContentItemSequence.ConceptCodeSequence.CodingSchemeDesignator,
--   SpecimenDescriptionSequence.SpecimenPreparationSequence.SpecimenPreparationStepContentItemSequence.ConceptCodeSequence.CodeMeaning,
--   SharedFunctionalGroupsSequence.PixelMeasuresSequence.PixelSpacing
create view sm_instance_index as
with prepared as (
  select
    *,
    preparation_codes(SpecimenDescriptionSequence, 'SCT', '430863003') as media,
    preparation_codes(SpecimenDescriptionSequence, 'SCT', '430864009') as fixatives,
    preparation_codes(SpecimenDescriptionSequence, 'SCT', '424361007') as stains,
    coalesce(PixelSpacing, SharedFunctionalGroupsSequence[1].PixelMeasuresSequence[1].PixelSpacing) as spacing
  from dicom_all
  where Modality = 'SM'
)
select
  source_uri,
  SOPInstanceUID,
  SeriesInstanceUID,
  list_transform(media, lambda code : code.meaning) as embeddingMedium_CodeMeaning,
  list_transform(media, lambda code : code.text) as embeddingMedium_code_designator_value_str,
  list_transform(fixatives, lambda code : code.meaning) as tissueFixative_CodeMeaning,
  list_transform(fixatives, lambda code : code.text) as tissueFixative_code_designator_value_str,
  list_transform(stains, lambda code : code.meaning) as staining_usingSubstance_CodeMeaning,
  list_transform(stains, lambda code : code.text) as staining_usingSubstance_code_designator_value_str,
  spacing[1] as PixelSpacing_0,
  spacing[2] as PixelSpacing_1,
  ImageType,
  TransferSyntaxUID,
  source_size as instance_size,
  TotalPixelMatrixColumns,
  TotalPixelMatrixRows,
  NumberOfFrames
from prepared;
comment on view sm_instance_index is 'Images of slides: one row per stored object with Modality SM, with IDC''s column names.';
comment on column sm_instance_index.source_uri is 'Where the object is; key';
comment on column sm_instance_index.SOPInstanceUID is 'SOP Instance UID';
comment on column sm_instance_index.SeriesInstanceUID is 'Series Instance UID';
comment on column sm_instance_index.embeddingMedium_CodeMeaning is 'Embedding media (430863003, SCT): meanings, in the order of the codes';
comment on column sm_instance_index.embeddingMedium_code_designator_value_str is 'Embedding media as scheme:value';
comment on column sm_instance_index.tissueFixative_CodeMeaning is 'Fixatives (430864009, SCT): meanings, in the order of the codes';
comment on column sm_instance_index.tissueFixative_code_designator_value_str is 'Fixatives as scheme:value';
comment on column sm_instance_index.staining_usingSubstance_CodeMeaning is 'Stains (424361007, SCT): meanings, in the order of the codes';
comment on column sm_instance_index.staining_usingSubstance_code_designator_value_str is 'Stains as scheme:value';
comment on column sm_instance_index.PixelSpacing_0 is 'Distance between rows in mm';
comment on column sm_instance_index.PixelSpacing_1 is 'Distance between columns in mm; IDC has the first only, pixels are not square everywhere';
comment on column sm_instance_index.ImageType is 'Image type, the values in order';
comment on column sm_instance_index.TransferSyntaxUID is 'Transfer syntax';
comment on column sm_instance_index.instance_size is 'Size of the stored object in bytes';
comment on column sm_instance_index.TotalPixelMatrixColumns is 'Columns of the whole image';
comment on column sm_instance_index.TotalPixelMatrixRows is 'Rows of the whole image';
comment on column sm_instance_index.NumberOfFrames is 'Tiles stored';
