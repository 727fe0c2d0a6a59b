-- iod_conformance: for each SOP class, how its instances stand to each module of its IOD.
-- Grain: one row per SOP class of the archive and module of its IOD.
-- Source: standard_requirements, instance_shapes.
-- Caveats: a module whose attributes are not known here is unknown, never passed. A conditional module that is not there cannot be judged: its
--   condition is not known. Passed means that no attribute of type 1 or 2 is missing and none of type 1 empty; conditional_attributes are
--   not judged. A module counts as used where an attribute that no other module of the IOD has is there.
create table iod_conformance as
with modules as (
  select
    SOPClassUID,
    module,
    any_value(sop_class) as sop_class,
    any_value(iod) as iod,
    any_value(usage) as usage,
    any_value(information_entity) as information_entity,
    bool_and(is_known) as is_known,
    min(edition) as edition,
    count(*) filter (type in ('1', '2')) as required_attributes,
    count(*) filter (type in ('1C', '2C')) as conditional_attributes,
    count(*) filter (type = '3') as optional_attributes,
    bool_or(is_own) as can_be_recognised
  from standard_requirements
  group by SOPClassUID, module
),
violated as (
  select distinct shape, unnest(finding.modules) as module
  from (select shape, unnest(findings) as finding from instance_shapes)
),
judged as (
  select
    modules.SOPClassUID,
    modules.module,
    shapes.instances,
    case
      when not modules.is_known then 'unknown'
      when modules.usage <> 'M' and not modules.can_be_recognised then 'unknown'
      when modules.usage <> 'M' and not coalesce(list_contains(shapes.used_modules, modules.module), false) then 'not_used'
      when not shapes.is_complete then 'unknown'
      when violated.module is not null then 'violated'
      else 'passed'
    end as verdict
  from modules
  join instance_shapes as shapes on shapes.SOPClassUID = modules.SOPClassUID
  left join violated on violated.shape = shapes.shape and violated.module = modules.module
),
counted as (
  select
    SOPClassUID,
    module,
    sum(instances)::bigint as instances,
    coalesce(sum(instances) filter (verdict = 'passed'), 0)::bigint as passed,
    coalesce(sum(instances) filter (verdict = 'violated'), 0)::bigint as violated,
    coalesce(sum(instances) filter (verdict = 'not_used'), 0)::bigint as not_used,
    coalesce(sum(instances) filter (verdict = 'unknown'), 0)::bigint as unknown
  from judged
  group by SOPClassUID, module
)
select
  modules.SOPClassUID,
  modules.sop_class,
  modules.iod,
  modules.module,
  modules.usage,
  modules.information_entity,
  case
    when counted.violated > 0 then 'violated'
    when counted.passed > 0 then 'passed'
    when counted.unknown > 0 then 'unknown'
    when modules.usage = 'C' then 'conditional'
    else 'not_used'
  end as state,
  counted.instances,
  counted.passed,
  counted.violated,
  counted.not_used,
  counted.unknown,
  modules.is_known,
  modules.edition,
  modules.required_attributes,
  modules.conditional_attributes,
  modules.optional_attributes
from modules
join counted using (SOPClassUID, module)
order by SOPClassUID, usage <> 'M', module;
comment on table iod_conformance is 'How the instances of each SOP class stand to the modules of its IOD: one row per SOP class and module.';
comment on column iod_conformance.SOPClassUID is 'SOP class; key with module';
comment on column iod_conformance.sop_class is 'Its name';
comment on column iod_conformance.iod is 'Its information object definition (PS3.3 Annex A)';
comment on column iod_conformance.module is 'Module of the IOD; key with SOPClassUID';
comment on column iod_conformance.usage is 'M mandatory, C conditional, U user option';
comment on column iod_conformance.information_entity is 'Information entity that the module belongs to';
comment on column iod_conformance.state is 'violated by any instance; else passed by any; else unknown; else conditional (no instance has the module, and its condition is not known) or not_used (a user option)';
comment on column iod_conformance.instances is 'Stored objects of the SOP class; passed + violated + not_used + unknown';
comment on column iod_conformance.passed is 'Objects that have all required attributes of the module';
comment on column iod_conformance.violated is 'Objects that lack one, or have one of type 1 without a value: see conformance_findings';
comment on column iod_conformance.not_used is 'Objects without any attribute of the module''s own, where it is conditional or optional';
comment on column iod_conformance.unknown is 'Objects that cannot be judged: the attributes of the module are not known here, or reading ended early';
comment on column iod_conformance.is_known is 'The attributes of the module are known here';
comment on column iod_conformance.edition is 'The oldest edition that its attributes are from: 2008 or 2020s';
comment on column iod_conformance.required_attributes is 'Its attributes of type 1 and 2, in items too';
comment on column iod_conformance.conditional_attributes is 'Its attributes of type 1C and 2C, whose absence is not judged';
comment on column iod_conformance.optional_attributes is 'Its attributes of type 3';
