-- conformance_findings: where instances are not as the standard wants them, by the device that made them.
-- Grain: one row per SOP class, manufacturer, model, software versions, kind of finding, attribute path, and detail.
-- Source: instance_shapes, standard_sop_classes.
-- Caveats: those of instance_shapes. An attribute that several modules ask for counts with its strictest type. Of deviations of the encoding
--   an object counts once a code, under the first path that it is met at.
create table conformance_findings as
with findings as (
  select * exclude (finding), finding.kind, finding.path, finding.detail, finding.type, finding.modules
  from (select * exclude (findings), unnest(findings) as finding from instance_shapes)
),
devices as (
  select
    SOPClassUID, Manufacturer, ManufacturerModelName, SoftwareVersions,
    sum(instances)::bigint as instances
  from instance_shapes
  group by all
),
classes as (
  select SOPClassUID, sum(instances)::bigint as instances from devices group by SOPClassUID
),
counted as (
  select
    SOPClassUID,
    Manufacturer,
    ManufacturerModelName,
    SoftwareVersions,
    kind,
    path,
    detail,
    min(type) as type,
    list_sort(list_distinct(flatten(list(modules)))) as modules,
    sum(instances)::bigint as instances,
    min(first_date) as first_date,
    max(last_date) as last_date,
    min(example_uri) as example_uri
  from findings
  group by all
)
select
  case
    when counted.kind in ('retired_attribute', 'not_in_iod', 'sop_class_retired') then 'note'
    when counted.kind in ('encoding', 'sop_class_unknown') then 'warning'
    else 'error'
  end as severity,
  counted.kind,
  counted.SOPClassUID,
  class.name as sop_class,
  counted.path,
  counted.detail,
  counted.type,
  counted.modules,
  counted.Manufacturer,
  counted.ManufacturerModelName,
  counted.SoftwareVersions,
  counted.instances,
  devices.instances as device_instances,
  classes.instances as class_instances,
  counted.first_date,
  counted.last_date,
  counted.example_uri
from counted
left join devices
  on devices.SOPClassUID is not distinct from counted.SOPClassUID and devices.Manufacturer is not distinct from counted.Manufacturer
  and devices.ManufacturerModelName is not distinct from counted.ManufacturerModelName
  and devices.SoftwareVersions is not distinct from counted.SoftwareVersions
left join classes on classes.SOPClassUID is not distinct from counted.SOPClassUID
left join standard_sop_classes as class on class.uid = counted.SOPClassUID
order by severity, kind, SOPClassUID, path, detail, Manufacturer, ManufacturerModelName, SoftwareVersions;
comment on table conformance_findings is 'Where instances are not as the standard wants them: one row per SOP class, device, kind of finding, attribute and detail.';
comment on column conformance_findings.severity is 'error, warning (encoding bridged, SOP class unknown) or note (retired, or beyond the IOD: allowed)';
comment on column conformance_findings.kind is 'missing_type_1, empty_type_1, missing_type_2, value_multiplicity, value_format, vr_mismatch, encoding, retired_attribute, not_in_iod (only for IODs of which all modules are known), sop_class_modality, sop_class_missing, sop_class_unknown, sop_class_retired; key';
comment on column conformance_findings.SOPClassUID is 'SOP class; key';
comment on column conformance_findings.sop_class is 'Its name; NULL for one that is not the standard''s';
comment on column conformance_findings.path is 'Keyword or Sequence.Keyword; empty for deviations of no attribute; key';
comment on column conformance_findings.detail is 'What was found, for kinds that need it: VR and code, one VR for another, a Modality; key';
comment on column conformance_findings.type is 'Strictest type of the attribute in the modules that ask for it: 1, 1C or 2; NULL for other kinds';
comment on column conformance_findings.modules is 'Modules that ask for it; NULL for other kinds';
comment on column conformance_findings.Manufacturer is 'Manufacturer; key';
comment on column conformance_findings.ManufacturerModelName is 'Manufacturer''s model name; key';
comment on column conformance_findings.SoftwareVersions is 'Software versions, several parted by backslashes; key';
comment on column conformance_findings.instances is 'Stored objects with the finding';
comment on column conformance_findings.device_instances is 'Stored objects of this SOP class, manufacturer, model and software';
comment on column conformance_findings.class_instances is 'Stored objects of this SOP class';
comment on column conformance_findings.first_date is 'The earliest StudyDate of objects with the finding, or AcquisitionDate where there is none: since when';
comment on column conformance_findings.last_date is 'The latest one';
comment on column conformance_findings.example_uri is 'Where one of them is: the first by name';
