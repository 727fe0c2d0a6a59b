-- sm_index: the series of slides.
-- Grain: one row per SeriesInstanceUID with Modality SM.
-- Source: dicom_all.
-- Caveats: a value chosen among several is the smallest, and the column is named in varying; IDC's sm_index takes any of them without telling.
--   Specimen steps of all specimens of all instances count, not of one.
-- Modality: SM
-- Reads: SeriesInstanceUID, Modality, ContainerIdentifier, PixelSpacing, TotalPixelMatrixColumns, TotalPixelMatrixRows, Rows, Columns,
--   SpecimenDescriptionSequence.SpecimenPreparationSequence.SpecimenPreparationStepContentItemSequence.ConceptNameCodeSequence.CodeValue,
--   SpecimenDescriptionSequence.SpecimenPreparationSequence.SpecimenPreparationStepContentItemSequence.ConceptNameCodeSequence.CodingSchemeDesignator,
--   SpecimenDescriptionSequence.SpecimenPreparationSequence.SpecimenPreparationStepContentItemSequence.ConceptCodeSequence.CodeValue,
--   SpecimenDescriptionSequence.SpecimenPreparationSequence.SpecimenPreparationStepContentItemSequence.ConceptCodeSequence.CodingSchemeDesignator,
--   SpecimenDescriptionSequence.SpecimenPreparationSequence.SpecimenPreparationStepContentItemSequence.ConceptCodeSequence.CodeMeaning,
--   SpecimenDescriptionSequence.PrimaryAnatomicStructureSequence.CodeValue,
--   SpecimenDescriptionSequence.PrimaryAnatomicStructureSequence.CodingSchemeDesignator,
--   SpecimenDescriptionSequence.PrimaryAnatomicStructureSequence.CodeMeaning,
--   SpecimenDescriptionSequence.PrimaryAnatomicStructureSequence.PrimaryAnatomicStructureModifierSequence.CodeValue,
--   SpecimenDescriptionSequence.PrimaryAnatomicStructureSequence.PrimaryAnatomicStructureModifierSequence.CodingSchemeDesignator,
--   SpecimenDescriptionSequence.PrimaryAnatomicStructureSequence.PrimaryAnatomicStructureModifierSequence.CodeMeaning,
--   SharedFunctionalGroupsSequence.PixelMeasuresSequence.PixelSpacing,
--   OpticalPathSequence.ObjectiveLensPower, OpticalPathSequence.IlluminationTypeCodeSequence.CodeValue,
--   OpticalPathSequence.IlluminationTypeCodeSequence.CodingSchemeDesignator, OpticalPathSequence.IlluminationTypeCodeSequence.CodeMeaning,
--   AdmittingDiagnosesCodeSequence.CodeValue, AdmittingDiagnosesCodeSequence.CodingSchemeDesignator, AdmittingDiagnosesCodeSequence.CodeMeaning
create table sm_index as
with described as (
  select
    SeriesInstanceUID,
    ContainerIdentifier,
    preparation_codes(SpecimenDescriptionSequence, 'SCT', '430863003') as media,
    preparation_codes(SpecimenDescriptionSequence, 'SCT', '430864009') as fixatives,
    preparation_codes(SpecimenDescriptionSequence, 'SCT', '424361007') as stains,
    coalesce(PixelSpacing[1], SharedFunctionalGroupsSequence[1].PixelMeasuresSequence[1].PixelSpacing[1]) as spacing,
    TotalPixelMatrixColumns,
    TotalPixelMatrixRows,
    Rows,
    Columns,
    OpticalPathSequence[1].ObjectiveLensPower as ObjectiveLensPower,
    SpecimenDescriptionSequence[1].PrimaryAnatomicStructureSequence as structures,
    structures[1].PrimaryAnatomicStructureModifierSequence as modifiers,
    code_text(structures) as primaryAnatomicStructure_code_designator_value_str,
    structures[1].CodeMeaning as primaryAnatomicStructure_CodeMeaning,
    code_text(modifiers) as primaryAnatomicStructureModifier_code_designator_value_str,
    modifiers[1].CodeMeaning as primaryAnatomicStructureModifier_CodeMeaning,
    code_text(OpticalPathSequence[1].IlluminationTypeCodeSequence) as illuminationType_code_designator_value_str,
    OpticalPathSequence[1].IlluminationTypeCodeSequence[1].CodeMeaning as illuminationType_CodeMeaning,
    code_text(AdmittingDiagnosesCodeSequence) as admittingDiagnosis_code_designator_value_str,
    AdmittingDiagnosesCodeSequence[1].CodeMeaning as admittingDiagnosis_CodeMeaning
  from dicom_all
  where Modality = 'SM'
),
grouped as (
  select
    SeriesInstanceUID,
    min(ContainerIdentifier) as ContainerIdentifier,
    list_sort(list_distinct(flatten(list(media)))) as media,
    list_sort(list_distinct(flatten(list(fixatives)))) as fixatives,
    list_sort(list_distinct(flatten(list(stains)))) as stains,
    significant_2(min(spacing)) as min_PixelSpacing_2sf,
    coalesce(max(TotalPixelMatrixColumns), max(Columns)) as max_TotalPixelMatrixColumns,
    coalesce(max(TotalPixelMatrixRows), max(Rows)) as max_TotalPixelMatrixRows,
    min(ObjectiveLensPower) as ObjectiveLensPower,
    min(primaryAnatomicStructure_code_designator_value_str) as primaryAnatomicStructure_code_designator_value_str,
    min(primaryAnatomicStructure_CodeMeaning) as primaryAnatomicStructure_CodeMeaning,
    min(primaryAnatomicStructureModifier_code_designator_value_str) as primaryAnatomicStructureModifier_code_designator_value_str,
    min(primaryAnatomicStructureModifier_CodeMeaning) as primaryAnatomicStructureModifier_CodeMeaning,
    min(illuminationType_code_designator_value_str) as illuminationType_code_designator_value_str,
    min(illuminationType_CodeMeaning) as illuminationType_CodeMeaning,
    min(admittingDiagnosis_code_designator_value_str) as admittingDiagnosis_code_designator_value_str,
    min(admittingDiagnosis_CodeMeaning) as admittingDiagnosis_CodeMeaning,
    count(*) as instanceCount,
    list_filter([
      if(several(ContainerIdentifier), 'ContainerIdentifier', null),
      if(several(ObjectiveLensPower), 'ObjectiveLensPower', null),
      if(several(primaryAnatomicStructure_code_designator_value_str), 'primaryAnatomicStructure', null),
      if(several(primaryAnatomicStructureModifier_code_designator_value_str), 'primaryAnatomicStructureModifier', null),
      if(several(illuminationType_code_designator_value_str), 'illuminationType', null),
      if(several(admittingDiagnosis_code_designator_value_str), 'admittingDiagnosis', null)
    ], lambda name : name is not null) as varying
  from described
  group by SeriesInstanceUID
)
select
  SeriesInstanceUID,
  ContainerIdentifier,
  list_transform(media, lambda code : code.meaning) as embeddingMedium_CodeMeaning,
  list_transform(media, lambda code : code.text) as embeddingMedium_code_designator_value_str,
  list_transform(fixatives, lambda code : code.meaning) as tissueFixative_CodeMeaning,
  list_transform(fixatives, lambda code : code.text) as tissueFixative_code_designator_value_str,
  list_transform(stains, lambda code : code.meaning) as staining_usingSubstance_CodeMeaning,
  list_transform(stains, lambda code : code.text) as staining_usingSubstance_code_designator_value_str,
  min_PixelSpacing_2sf,
  max_TotalPixelMatrixColumns,
  max_TotalPixelMatrixRows,
  ObjectiveLensPower,
  primaryAnatomicStructure_code_designator_value_str,
  primaryAnatomicStructure_CodeMeaning,
  primaryAnatomicStructureModifier_code_designator_value_str,
  primaryAnatomicStructureModifier_CodeMeaning,
  illuminationType_code_designator_value_str,
  illuminationType_CodeMeaning,
  admittingDiagnosis_code_designator_value_str,
  admittingDiagnosis_CodeMeaning,
  instanceCount,
  varying
from grouped
order by SeriesInstanceUID;
comment on table sm_index is 'Series of slides: one row per series with Modality SM, with IDC''s column names.';
comment on column sm_index.SeriesInstanceUID is 'Series Instance UID; key; NULL for instances without one';
comment on column sm_index.ContainerIdentifier is 'Identifier of the slide';
comment on column sm_index.embeddingMedium_CodeMeaning is 'Embedding media (430863003, SCT): meanings, in the order of the codes';
comment on column sm_index.embeddingMedium_code_designator_value_str is 'Embedding media as scheme:value';
comment on column sm_index.tissueFixative_CodeMeaning is 'Fixatives (430864009, SCT): meanings, in the order of the codes';
comment on column sm_index.tissueFixative_code_designator_value_str is 'Fixatives as scheme:value';
comment on column sm_index.staining_usingSubstance_CodeMeaning is 'Stains (424361007, SCT): meanings, in the order of the codes';
comment on column sm_index.staining_usingSubstance_code_designator_value_str is 'Stains as scheme:value';
comment on column sm_index.min_PixelSpacing_2sf is 'Smallest distance between rows in mm, to two significant figures';
comment on column sm_index.max_TotalPixelMatrixColumns is 'Largest TotalPixelMatrixColumns, or else Columns';
comment on column sm_index.max_TotalPixelMatrixRows is 'Largest TotalPixelMatrixRows, or else Rows';
comment on column sm_index.ObjectiveLensPower is 'Power of the objective of the first optical path';
comment on column sm_index.primaryAnatomicStructure_code_designator_value_str is 'Anatomic structure of the first specimen as scheme:value';
comment on column sm_index.primaryAnatomicStructure_CodeMeaning is 'Anatomic structure of the first specimen';
comment on column sm_index.primaryAnatomicStructureModifier_code_designator_value_str is 'Modifier of that structure as scheme:value';
comment on column sm_index.primaryAnatomicStructureModifier_CodeMeaning is 'Modifier of that structure';
comment on column sm_index.illuminationType_code_designator_value_str is 'Illumination of the first optical path as scheme:value';
comment on column sm_index.illuminationType_CodeMeaning is 'Illumination of the first optical path';
comment on column sm_index.admittingDiagnosis_code_designator_value_str is 'First admitting diagnosis as scheme:value';
comment on column sm_index.admittingDiagnosis_CodeMeaning is 'First admitting diagnosis';
comment on column sm_index.instanceCount is 'Stored objects of the series';
comment on column sm_index.varying is 'Columns with more than one value in the series, of which the smallest stands there';
