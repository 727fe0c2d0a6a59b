-- duplicate_instances: objects that say they are the same instance.
-- Grain: one row per stored object whose SOPInstanceUID another object has too.
-- Source: dicom_all.
-- Caveats: header_hash covers tags, structure and values of the header; pixel data and private and binary values count by their length alone.
--   So a copy is the same header in as many bytes: the pixels are not compared.
-- Reads: SOPInstanceUID, SeriesInstanceUID, StudyInstanceUID, SOPClassUID, Modality, TransferSyntaxUID
create table duplicate_instances as
with repeated as (
  select SOPInstanceUID
  from dicom_all
  where SOPInstanceUID is not null
  group by SOPInstanceUID
  having count(*) > 1
)
select
  all_instances.SOPInstanceUID,
  all_instances.source_uri,
  case
    when count(*) over (partition by all_instances.SOPInstanceUID, all_instances.header_hash, all_instances.source_size) > 1 then 'copy'
    when count(*) over (partition by all_instances.SOPInstanceUID, all_instances.header_hash) > 1 then 'recoded'
    else 'conflict'
  end as kind,
  count(*) over (partition by all_instances.SOPInstanceUID) as objects,
  count(distinct all_instances.header_hash) over (partition by all_instances.SOPInstanceUID) as headers,
  all_instances.header_hash,
  all_instances.source_size,
  all_instances.source_modified_at,
  all_instances.TransferSyntaxUID,
  all_instances.Modality,
  all_instances.SOPClassUID,
  all_instances.SeriesInstanceUID,
  all_instances.StudyInstanceUID
from dicom_all as all_instances
join repeated using (SOPInstanceUID)
order by all_instances.SOPInstanceUID, all_instances.source_uri;
comment on table duplicate_instances is 'Objects that share their SOPInstanceUID: one row per object.';
comment on column duplicate_instances.SOPInstanceUID is 'SOP Instance UID that several objects have';
comment on column duplicate_instances.source_uri is 'Where the object is; key';
comment on column duplicate_instances.kind is 'copy: another object of the UID has the same header and size; recoded: the same header in another size (other encoding or pixels); conflict: no other has this header';
comment on column duplicate_instances.objects is 'Stored objects with the UID';
comment on column duplicate_instances.headers is 'Distinct headers among them; above 1 the UID names different content';
comment on column duplicate_instances.header_hash is 'Hash of the header of the data set';
comment on column duplicate_instances.source_size is 'Size of the object in bytes';
comment on column duplicate_instances.source_modified_at is 'Time of the last change, as the source says';
comment on column duplicate_instances.TransferSyntaxUID is 'Transfer syntax';
comment on column duplicate_instances.Modality is 'Modality';
comment on column duplicate_instances.SOPClassUID is 'SOP class';
comment on column duplicate_instances.SeriesInstanceUID is 'Series Instance UID';
comment on column duplicate_instances.StudyInstanceUID is 'Study Instance UID';
