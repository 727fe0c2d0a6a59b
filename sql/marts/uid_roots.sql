-- uid_roots: who made these UIDs.
-- Grain: one row per attribute (UIDs of study, series, instance, frame of reference, device class) and root of its UIDs.
-- Source: dicom_all, series_variants, duplicate_instances.
-- Caveats: a root says who it was given to; whoever uses another's root makes UIDs in that name. Names are of those known here, NULL for others.
--   The root is NULL for values that are no UIDs. A UID counts once however many objects have it.
-- Begin: early
-- Reads: SOPInstanceUID, Manufacturer
create table uid_roots as
with long as (
  select keyword, uid, Manufacturer, if(keyword = 'ImplementationClassUID', version, null) as version, sum(instances) as instances
  from (
    unpivot (select *, ImplementationVersionName as version from series_variants)
    on StudyInstanceUID, SeriesInstanceUID, FrameOfReferenceUID, ImplementationClassUID into name keyword value uid
  )
  group by all
),
of_series as (
  select
    keyword,
    uid_root(uid) as root,
    count(distinct uid) as uids,
    sum(instances)::bigint as instances,
    min(uid) as first_uid,
    list_sort(list(distinct Manufacturer) filter (Manufacturer is not null)) as manufacturers,
    list_sort(list(distinct version) filter (version is not null)) as implementation_versions
  from long
  group by all
),
identified as (
  select uid_root(SOPInstanceUID) as root, Manufacturer, count(*) as instances, min(SOPInstanceUID) as first_uid
  from dicom_all
  where SOPInstanceUID is not null
  group by all
),
repeated as (
  -- Of an instance that is there several times all but one: cheaper than telling all UIDs from each other.
  select uid_root(SOPInstanceUID) as root, count(*) - count(distinct SOPInstanceUID) as objects
  from duplicate_instances
  group by all
),
rooted as (
  from of_series
  union all
  select
    'SOPInstanceUID',
    identified.root,
    sum(identified.instances)::bigint - coalesce(any_value(repeated.objects), 0),
    sum(identified.instances)::bigint,
    min(identified.first_uid),
    list_sort(list(distinct identified.Manufacturer) filter (identified.Manufacturer is not null)),
    null
  from identified
  left join repeated on repeated.root is not distinct from identified.root
  group by identified.root
),
known(root, organization) as (
  values
    ('1.2.124.113532', 'Mitra (Agfa)'), ('1.2.156.112605', 'United Imaging'), ('1.2.246.352', 'Varian'), ('1.2.276.0.20', 'Brainlab'),
    ('1.2.276.0.26', 'VISUS'), ('1.2.276.0.7230010', 'OFFIS (DCMTK)'), ('1.2.392.200036.9107', 'Konica Minolta'),
    ('1.2.392.200036.9116', 'Canon Medical (Toshiba)'), ('1.2.392.200036.9125', 'Fujifilm'), ('1.2.392.200046', 'Canon'),
    ('1.2.40.0.13', 'dcm4che'), ('1.2.752.24', 'Sectra'), ('1.2.752.243', 'RaySearch'),
    ('1.2.826.0.1.3680043', 'given away by Medical Connections'), ('1.2.826.0.1.3680043.2.1143', 'GDCM'),
    ('1.2.826.0.1.3680043.8.498', 'pydicom'), ('1.2.826.0.1.3680043.8.641', 'Orthanc'), ('1.2.826.0.1.3680043.9.3811', 'pynetdicom'),
    ('1.2.826.0.1.3680043.9.7433', 'highdicom'), ('1.2.826.0.1.3680043.10.511', 'highdicom'), ('1.2.840.10008', 'DICOM'),
    ('1.2.840.113564', 'Carestream (Kodak)'), ('1.2.840.113619', 'GE'), ('1.2.840.113654', 'RSNA'), ('1.2.840.113663', 'Philips (ATL)'),
    ('1.2.840.113669', 'Merge'), ('1.2.840.113681', 'Hologic'), ('1.2.840.113704', 'Philips (Picker, Marconi)'),
    ('1.2.840.113711', 'Vital Images'), ('1.2.840.114350', 'Epic'), ('1.3.12.2.1107', 'Siemens'), ('1.3.46.670589', 'Philips'),
    ('1.3.51', 'Agfa'), ('1.3.6.1.4.1.5962', 'PixelMed'), ('1.3.6.1.4.1.9328', 'National Cancer Institute'),
    ('1.3.6.1.4.1.9590', 'MathWorks (MATLAB)'), ('1.3.6.1.4.1.14519', 'The Cancer Imaging Archive'),
    ('1.3.6.1.4.1.25403', 'ClearCanvas'), ('1.3.6.1.4.1.30071', 'fo-dicom'), ('1.3.76.2', 'Esaote'), ('2.16.756.5.5', 'Bruker'),
    ('2.16.840.1.113662', 'Philips (Picker, Marconi)'), ('2.25', 'nobody: a UUID')
),
named as (
  -- The longest known root that begins with the same components.
  select rooted.root, max_by(known.organization, len(known.root)) as organization
  from (select distinct root from rooted where root is not null) as rooted
  join known on starts_with(rooted.root || '.', known.root || '.')
  group by rooted.root
)
select
  rooted.keyword,
  rooted.root,
  named.organization,
  rooted.root is not distinct from '2.25' as is_uuid,
  rooted.uids,
  rooted.instances,
  rooted.first_uid,
  rooted.manufacturers,
  rooted.implementation_versions
from rooted
left join named on named.root = rooted.root
order by rooted.keyword, rooted.instances desc, rooted.root;
comment on table uid_roots is 'Who made the UIDs of the archive: one row per attribute and root.';
comment on column uid_roots.keyword is 'Attribute that the UIDs are of; key with root';
comment on column uid_roots.root is 'Part that a registry gave to the maker, by the macro uid_root; NULL for values that are no UIDs';
comment on column uid_roots.organization is 'Who has the root, where that is known here';
comment on column uid_roots.is_uuid is 'The root is 2.25: the UIDs are UUIDs, which nobody had to be given a root for';
comment on column uid_roots.uids is 'Distinct UIDs';
comment on column uid_roots.instances is 'Stored objects with one of them';
comment on column uid_roots.first_uid is 'The first of them in the order of text';
comment on column uid_roots.manufacturers is 'Manufacturers named in those objects';
comment on column uid_roots.implementation_versions is 'Of ImplementationClassUID: the versions named beside it; NULL for others';
