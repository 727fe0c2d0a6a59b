-- series_conflicts: attributes that must be the same all over a study or a series, and are not.
-- Grain: one row per level, UID of the study or series, attribute with several values, and value of it.
-- Source: dicom_all.
-- Caveats: attributes are those of the information entities Patient and Study (level study), and Series, Equipment and Frame of Reference
--   (level series) of PS3.3. A missing value disagrees with none: see series_index and tag_coverage. Lists are compared as a whole.
-- Reads: PatientID, IssuerOfPatientID, PatientName, PatientBirthDate, PatientSex, PatientAge, StudyInstanceUID, StudyDate, StudyTime,
--   StudyID, StudyDescription, AccessionNumber, ReferringPhysicianName, SeriesInstanceUID, Modality, SeriesNumber, SeriesDate, SeriesTime,
--   SeriesDescription, ProtocolName, BodyPartExamined, Laterality, PatientPosition, FrameOfReferenceUID, PositionReferenceIndicator,
--   Manufacturer, ManufacturerModelName, InstitutionName, StationName, DeviceSerialNumber, SoftwareVersions
create table series_conflicts as
with described as (
  -- Nearly one row per series: what follows is done on few rows.
  select
    StudyInstanceUID,
    SeriesInstanceUID,
    PatientID,
    IssuerOfPatientID,
    PatientName,
    PatientBirthDate::varchar as PatientBirthDate,
    PatientSex,
    PatientAge,
    StudyDate::varchar as StudyDate,
    StudyTime::varchar as StudyTime,
    StudyID,
    StudyDescription,
    AccessionNumber,
    ReferringPhysicianName,
    Modality,
    SeriesNumber::varchar as SeriesNumber,
    SeriesDate::varchar as SeriesDate,
    SeriesTime::varchar as SeriesTime,
    SeriesDescription,
    ProtocolName,
    BodyPartExamined,
    Laterality,
    PatientPosition,
    FrameOfReferenceUID,
    PositionReferenceIndicator,
    Manufacturer,
    ManufacturerModelName,
    InstitutionName,
    StationName,
    DeviceSerialNumber,
    array_to_string(SoftwareVersions, '\') as SoftwareVersions,
    count(*) as instances
  from dicom_all
  group by all
),
long as (
  select 'study' as level, StudyInstanceUID as uid, SeriesInstanceUID, keyword, value, instances
  from (
    unpivot described
    on PatientID, IssuerOfPatientID, PatientName, PatientBirthDate, PatientSex, PatientAge, StudyDate, StudyTime, StudyID, StudyDescription,
      AccessionNumber, ReferringPhysicianName
    into name keyword value value
  )
  union all
  select 'series', SeriesInstanceUID, SeriesInstanceUID, keyword, value, instances
  from (
    unpivot (select *, StudyInstanceUID as study from described)
    on study as 'StudyInstanceUID', Modality, SeriesNumber, SeriesDate, SeriesTime, SeriesDescription, ProtocolName, BodyPartExamined, Laterality,
      PatientPosition, FrameOfReferenceUID, PositionReferenceIndicator, Manufacturer, ManufacturerModelName, InstitutionName, StationName,
      DeviceSerialNumber, SoftwareVersions
    into name keyword value value
  )
),
valued as (
  select
    level,
    uid,
    keyword,
    value,
    count(distinct SeriesInstanceUID) as series,
    sum(instances)::bigint as instances,
    count(*) over (partition by level, uid, keyword) as distinct_values
  from long
  where uid is not null
  group by level, uid, keyword, value
)
select level, uid, keyword, value, distinct_values, series, instances
from valued
where distinct_values > 1
order by level, uid, keyword, value;
comment on table series_conflicts is 'Attributes that disagree within a study or series: one row per level, UID, attribute and value.';
comment on column series_conflicts.level is 'study or series: the range in which the attribute must be the same; key';
comment on column series_conflicts.uid is 'StudyInstanceUID or SeriesInstanceUID, by level; key';
comment on column series_conflicts.keyword is 'Attribute that disagrees; key';
comment on column series_conflicts.value is 'One of its values, as text; key';
comment on column series_conflicts.distinct_values is 'How many values it has there';
comment on column series_conflicts.series is 'Series with this value';
comment on column series_conflicts.instances is 'Stored objects with this value';
