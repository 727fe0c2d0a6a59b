-- orphan_references: objects that refer to instances that are not in the archive.
-- Grain: one row per stored object and attribute of the data set with at least one such reference in it, at any depth.
-- Source: the instances_* tables, instance_keys.
-- Caveats: a reference is a ReferencedSOPInstanceUID. Not looked at are attributes that refer to studies, patients, procedure steps and requests,
--   which are no stored instances, and ROIContourSequence, whose images ReferencedFrameOfReferenceSequence names too.
-- Begin: early
create temp table object_references (source_uri varchar, keyword varchar, uid varchar);

-- Run the rows of:
with columns as (
  select if(is_of_block, table_name, relation) as relation, keyword as column_name, sequences_with(data_type, 'ReferencedSOPInstanceUID') as paths
  from attribute_columns()
  where is_sequence
    and contains(data_type, 'ReferencedSOPInstanceUID')
    and keyword not in (
      'ReferencedStudySequence', 'ReferencedPatientSequence', 'ReferencedPerformedProcedureStepSequence', 'ReferencedRequestSequence',
      'RequestAttributesSequence', 'ReferencedVisitSequence', 'ROIContourSequence'
    )
),
pathed as (
  select relation, column_name, unnest(paths) as path from columns
)
select
  'insert into object_references select distinct source_uri, keyword, uid from ('
  || string_agg(
    format(
      'select source_uri, ''{0}'' as keyword, item."ReferencedSOPInstanceUID" as uid from ({1})',
      column_name,
      items_query(relation, rtrim(column_name || '.' || path, '.'), 'source_uri')
    ),
    ' union all '
  )
  || ') where uid is not null'
from pathed
-- Beside the images stands the study as an instance of a class that is not stored.
where column_name <> 'ReferencedFrameOfReferenceSequence' or split_part(path, '.', -1) = 'ContourImageSequence'
group by relation;

-- Then:
create table orphan_references as
with missing as (
  select source_uri, keyword, count(*) as orphans, min(uid) as first_orphan
  from object_references
  anti join instance_keys on instance_keys.SOPInstanceUID = object_references.uid
  group by source_uri, keyword
),
looked_up as (
  select missing.source_uri, missing.keyword, count(*) as referenced, any_value(missing.orphans) as orphans, any_value(missing.first_orphan) as first_orphan
  from object_references
  join missing using (source_uri, keyword)
  group by missing.source_uri, missing.keyword
)
select
  looked_up.source_uri,
  looked_up.keyword,
  looked_up.referenced,
  looked_up.orphans,
  looked_up.first_orphan,
  referring.Modality,
  referring.SOPClassUID,
  referring.SOPInstanceUID,
  referring.SeriesInstanceUID,
  referring.StudyInstanceUID
from looked_up
join instance_keys as referring using (source_uri)
order by looked_up.source_uri, looked_up.keyword;

drop table object_references;

comment on table orphan_references is 'References to instances that are not in the archive: one row per object and attribute.';
comment on column orphan_references.source_uri is 'Where the referring object is; key';
comment on column orphan_references.keyword is 'Attribute of the data set that holds the references, at any depth; key';
comment on column orphan_references.referenced is 'Distinct instances referred to in it';
comment on column orphan_references.orphans is 'How many of them are not in the archive';
comment on column orphan_references.first_orphan is 'The smallest SOPInstanceUID among those';
comment on column orphan_references.Modality is 'Modality of the referring object';
comment on column orphan_references.SOPClassUID is 'SOP class of the referring object';
comment on column orphan_references.SOPInstanceUID is 'SOP Instance UID of the referring object';
comment on column orphan_references.SeriesInstanceUID is 'Series Instance UID of the referring object';
comment on column orphan_references.StudyInstanceUID is 'Study Instance UID of the referring object';
