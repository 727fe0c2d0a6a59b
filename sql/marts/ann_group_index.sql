-- ann_group_index: the groups of bulk annotations.
-- Grain: one row per stored object and item of its AnnotationGroupSequence.
-- Source: dicom_all.
-- Caveats: of several codes or algorithms of a group the first counts, as in IDC's ann_group_index.
-- Needs: AnnotationGroupSequence
-- Reads: SeriesInstanceUID, SOPInstanceUID, AnnotationGroupSequence.AnnotationGroupNumber, AnnotationGroupSequence.AnnotationGroupUID,
--   AnnotationGroupSequence.AnnotationGroupLabel, AnnotationGroupSequence.AnnotationGroupGenerationType,
--   AnnotationGroupSequence.NumberOfAnnotations, AnnotationGroupSequence.GraphicType,
--   AnnotationGroupSequence.AnnotationPropertyCategoryCodeSequence.CodeValue,
--   AnnotationGroupSequence.AnnotationPropertyCategoryCodeSequence.CodingSchemeDesignator,
--   AnnotationGroupSequence.AnnotationPropertyCategoryCodeSequence.CodeMeaning,
--   AnnotationGroupSequence.AnnotationPropertyTypeCodeSequence.CodeValue,
--   AnnotationGroupSequence.AnnotationPropertyTypeCodeSequence.CodingSchemeDesignator,
--   AnnotationGroupSequence.AnnotationPropertyTypeCodeSequence.CodeMeaning,
--   AnnotationGroupSequence.AnnotationGroupAlgorithmIdentificationSequence.AlgorithmName
create view ann_group_index as
with groups as (
  select source_uri, SeriesInstanceUID, SOPInstanceUID, unnest(AnnotationGroupSequence) as item
  from dicom_all
)
select
  source_uri,
  SeriesInstanceUID,
  SOPInstanceUID,
  item.AnnotationGroupNumber as AnnotationGroupNumber,
  item.AnnotationGroupUID as AnnotationGroupUID,
  item.AnnotationGroupLabel as AnnotationGroupLabel,
  item.AnnotationGroupGenerationType as AnnotationGroupGenerationType,
  item.NumberOfAnnotations as NumberOfAnnotations,
  item.GraphicType as GraphicType,
  code_text(item.AnnotationPropertyCategoryCodeSequence) as AnnotationPropertyCategory_code,
  item.AnnotationPropertyCategoryCodeSequence[1].CodeMeaning as AnnotationPropertyCategory_CodeMeaning,
  code_text(item.AnnotationPropertyTypeCodeSequence) as AnnotationPropertyType_code,
  item.AnnotationPropertyTypeCodeSequence[1].CodeMeaning as AnnotationPropertyType_CodeMeaning,
  item.AnnotationGroupAlgorithmIdentificationSequence[1].AlgorithmName as AlgorithmName
from groups;
comment on view ann_group_index is 'Groups of bulk annotations: one row per object and group, with IDC''s column names.';
comment on column ann_group_index.source_uri is 'Where the object is; key with AnnotationGroupNumber';
comment on column ann_group_index.SeriesInstanceUID is 'Series Instance UID';
comment on column ann_group_index.SOPInstanceUID is 'SOP Instance UID';
comment on column ann_group_index.AnnotationGroupNumber is 'Number of the group in the object';
comment on column ann_group_index.AnnotationGroupUID is 'UID of the group';
comment on column ann_group_index.AnnotationGroupLabel is 'Label of the group';
comment on column ann_group_index.AnnotationGroupGenerationType is 'AUTOMATIC, SEMIAUTOMATIC or MANUAL';
comment on column ann_group_index.NumberOfAnnotations is 'Annotations in the group';
comment on column ann_group_index.GraphicType is 'POINT, POLYLINE, POLYGON, ELLIPSE or RECTANGLE';
comment on column ann_group_index.AnnotationPropertyCategory_code is 'Category as scheme:value';
comment on column ann_group_index.AnnotationPropertyCategory_CodeMeaning is 'Meaning of the category';
comment on column ann_group_index.AnnotationPropertyType_code is 'Type as scheme:value';
comment on column ann_group_index.AnnotationPropertyType_CodeMeaning is 'Meaning of the type';
comment on column ann_group_index.AlgorithmName is 'Name of the first algorithm';
