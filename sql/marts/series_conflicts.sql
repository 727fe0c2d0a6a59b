-- series_conflicts: attributes that must be the same all over a study or a series, and are not.
-- Grain: one row per level, UID of the study or series, attribute with several values, and value of it.
-- Source: series_variants.
-- Caveats: attributes are those of the information entities Patient and Study (level study), and Series, Equipment and Frame of Reference
--   (level series) of PS3.3. A missing value disagrees with none: see series_index and tag_coverage. Lists are compared as a whole.
create table series_conflicts as
with studies as (
  -- Where all agree there is nothing to list: that is most of an archive, and need not be put in long form.
  select StudyInstanceUID
  from series_variants
  group by StudyInstanceUID
  having
    several(PatientID) or several(IssuerOfPatientID) or several(PatientName) or several(PatientBirthDate) or several(PatientSex) or
      several(PatientAge) or several(StudyDate) or several(StudyTime) or several(StudyID) or several(StudyDescription) or
      several(AccessionNumber) or several(ReferringPhysicianName)
),
series as (
  select SeriesInstanceUID
  from series_variants
  group by SeriesInstanceUID
  having
    several(StudyInstanceUID) or several(Modality) or several(SeriesNumber) or several(SeriesDate) or several(SeriesTime) or
      several(SeriesDescription) or several(ProtocolName) or several(BodyPartExamined) or several(Laterality) or
      several(PatientPosition) or several(FrameOfReferenceUID) or several(PositionReferenceIndicator) or several(Manufacturer) or
      several(ManufacturerModelName) or several(InstitutionName) or several(StationName) or several(DeviceSerialNumber) or
      several(SoftwareVersions)
),
described as (
  select
    * replace (
      PatientBirthDate::varchar as PatientBirthDate,
      StudyDate::varchar as StudyDate,
      StudyTime::varchar as StudyTime,
      SeriesNumber::varchar as SeriesNumber,
      SeriesDate::varchar as SeriesDate,
      SeriesTime::varchar as SeriesTime,
      array_to_string(SoftwareVersions, '\') as SoftwareVersions
    )
  from series_variants
),
long as (
  select 'study' as level, StudyInstanceUID as uid, SeriesInstanceUID, keyword, value, instances
  from (
    unpivot (select described.* from described semi join studies using (StudyInstanceUID))
    on PatientID, IssuerOfPatientID, PatientName, PatientBirthDate, PatientSex, PatientAge, StudyDate, StudyTime, StudyID, StudyDescription,
      AccessionNumber, ReferringPhysicianName
    into name keyword value value
  )
  union all
  select 'series', SeriesInstanceUID, SeriesInstanceUID, keyword, value, instances
  from (
    unpivot (select described.*, StudyInstanceUID as study from described semi join series using (SeriesInstanceUID))
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
